import { beforeAll, expect, it } from 'vitest';
import type { Alert } from '../../../monitoring/alerts/alert';
import { alerts } from '../../../monitoring/alerts/alerts';
import { alertsBicep } from '../../../monitoring/alerts/bicep';
import { firingBetween } from '../../../monitoring/alerts/evaluate';
import { day, hour } from '../../../shared/duration';
import { faultScenarios } from '../faults';
import type { Recordings } from '../recordings';
import { type Judge, judgeOf } from './azure';
import { evaluate, type Workspace } from './kql/evaluate';
import { parseQuery } from './kql/parse';
import { type DeployedRule, readRules } from './rule';
import { type Recorded, together, workspaceOf } from './workspace';

/** As the rules are deployed, and as Azure writes it into rows; others begin alike. */
const [appName, ownName, twinName, otherName] = ['func-relay', 'Func-Relay', 'func-relay-2', 'my-func-relay'];

type Fired = Readonly<Record<string, readonly string[]>>;

/**
 * Tests that the generated Bicep and KQL, run over the raw rows of all recordings, does what evaluate.ts says of the typed
 * entries. To be called in a `describe`; `recorded` is asked in hooks and tests only.
 */
export function deployedRulesFireAlike(recorded: () => Recordings): void {
  let rules: readonly DeployedRule[];
  let otherIsWell: Workspace;
  beforeAll(async () => {
    otherIsWell = workspaceOf([[otherName, recorded().healthy]]);
    rules = (await readRules(alertsBicep(alerts), appName)).rules;
  });

  const deployedOn = (workspace: Workspace) => {
    const judges: readonly Judge[] = rules.map((rule) => judgeOf(rule, workspace));
    return (fromMs: number, toMs: number) => firedOf((_alert, index) => judges[index]?.(fromMs, toMs));
  };
  const typed = ({ rows }: Recorded, fromMs: number, toMs: number) =>
    firedOf((alert) => firingBetween(alert, rows, fromMs, toMs));

  it.each(faultScenarios.map(({ name, fires }) => [name, fires] as const))('%s', (name, fires) => {
    const own = of(recorded(), name);
    const sameTwice = workspaceOf([
      [ownName, own],
      [twinName, own],
    ]);
    // One more app writes the same, and one is well: neither may add to what fires, or keep anything from it.
    const deployed = deployedOn(together(sameTwice, otherIsWell));
    const fired = deployed(own.brokenMs, own.endMs);
    expect(fired).toEqual(typed(own, own.brokenMs, own.endMs));
    expect(Object.keys(fired).toSorted()).toEqual(fires.toSorted());
    expect(deployed(own.beganMs, own.wellMs)).toEqual({});
  });

  it('all is well in this app, while in others everything goes wrong', () => {
    const { healthy, faults } = recorded();
    const others = [...faults.values()].map((each, index) => [`${appName}-${index}`, each] as const);
    const deployed = deployedOn(workspaceOf([[ownName, healthy], ...others]));
    expect(deployed(healthy.beganMs, healthy.endMs)).toEqual({});
  });

  it('there is not a single row', () => {
    const nothing = { rows: [], lines: [] };
    const fired = deployedOn(workspaceOf([[ownName, nothing]]))(0, hour);
    expect(fired).toEqual(typed(nothing, 0, hour));
    expect(Object.keys(fired)).toEqual(['collect-silent', 'release-silent', 'housekeep-silent']);
  });

  it('the workspace has taken all it takes in a day, and has said so among other things', () => {
    // The text is that of learn.microsoft.com/azure/azure-monitor/logs/monitor-workspace, "Data collection stopped".
    const detail = 'Data collection stopped due to daily limit of free data reached. Ingestion status = OverQuota';
    const { rows, lines, endMs } = recorded().healthy;
    const full = { lines, rows: [...rows, { table: 'Operation', timeMs: endMs, detail } as const] };
    const deployed = deployedOn(workspaceOf([[ownName, full]]));
    expect(deployed(endMs, endMs)).toEqual({ 'ingestion-quota': [''] });
    // At both ends of the window, and right behind each.
    for (const atMs of [endMs - 1, endMs, endMs + day - 1, endMs + day]) {
      expect(deployed(atMs, atMs), `${atMs - endMs}`).toEqual(typed(full, atMs, atMs));
    }
  });

  it('only lines with the name of one of its events are parsed by a query', () => {
    const workspace = workspaceOf([[ownName, recorded().healthy]]);
    for (const [index, { name, watch }] of alerts.entries()) {
      if (watch.kind !== 'lines') continue;
      const { table, steps } = parseQuery(rules[index]?.condition.query ?? '');
      const before = steps.slice(
        0,
        steps.findIndex(({ kind }) => kind === 'extend'),
      );
      const messages = evaluate({ table, steps: before }, workspace).map(({ Message }) => String(Message));
      const others = messages.filter((message) => !watch.events.some((event) => message.includes(event)));
      expect(others, name).toEqual([]);
    }
  });
}

/** The alerts that fire, with the values of what they are split by. */
function firedOf(fires: (alert: Alert, index: number) => readonly string[] | undefined): Fired {
  const all = alerts.map((alert, index) => {
    const values = fires(alert, index);
    if (!values) throw new Error(`No rule is deployed for ${alert.name}.`);
    return [alert.name, values.toSorted()] as const;
  });
  return Object.fromEntries(all.filter(([, values]) => values.length > 0));
}

function of({ faults }: Recordings, name: string) {
  const recording = faults.get(name);
  if (!recording) throw new Error(`There is no recording of ${name}.`);
  return recording;
}
