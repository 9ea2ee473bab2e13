import { beforeAll, describe, expect, it } from 'vitest';
import { alerts } from '../../monitoring/alerts/alerts';
import { firingBetween, type Row } from '../../monitoring/alerts/evaluate';
import { hour } from '../../shared/duration';
import { deployedRulesFireAlike } from './deployed/fire-alike';
import { faultScenarios } from './faults';
import { fieldsAreWritten } from './fields-are-written';
import { type Recording, type Recordings, recordAll } from './recordings';

/** For what each alert fires at one of its evaluations; without those that stay silent. */
function fired(rows: readonly Row[], fromMs: number, toMs: number): Readonly<Record<string, readonly string[]>> {
  const all = alerts.map((alert) => [alert.name, firingBetween(alert, rows, fromMs, toMs).toSorted()] as const);
  return Object.fromEntries(all.filter(([, values]) => values.length > 0));
}

let recorded: Recordings;
beforeAll(async () => {
  recorded = await recordAll();
});

function recordingOf(name: string): Recording {
  const recording = recorded.faults.get(name);
  if (!recording) throw new Error(`There is no recording of ${name}.`);
  return recording;
}

describe('on lines that the relay writes while something is wrong, exactly these fire', () => {
  it.each(faultScenarios.map((each) => [each.name, each.fires, each] as const))(
    '%s: %j',
    (name, fires, { values = {} }) => {
      const { rows, brokenMs, endMs } = recordingOf(name);
      const found = fired(rows, brokenMs, endMs);
      expect(Object.keys(found).toSorted()).toEqual(fires.toSorted());
      for (const [alert, wanted] of Object.entries(values)) expect(found[alert], alert).toEqual(wanted.toSorted());
    },
  );

  it('and none before', () => {
    for (const [name, { rows, beganMs, wellMs }] of recorded.faults) {
      expect(fired(rows, beganMs, wellMs), name).toEqual({});
    }
  });
});

it('in three healthy hours none fires', () => {
  const { rows, beganMs, endMs } = recorded.healthy;
  expect(fired(rows, beganMs, endMs)).toEqual({});
});

describe('the scenarios', () => {
  // Of the workspace's own log there is no recording, see below.
  const names = alerts.filter(({ watch }) => watch.kind !== 'workspace').map(({ name }) => name);
  const without = (covered: readonly string[]) => names.filter((name) => !covered.includes(name));

  it('have a fault that each alert fires on, and one that it almost fires on', () => {
    expect(without(faultScenarios.flatMap(({ fires }) => fires))).toEqual([]);
    expect(without(faultScenarios.flatMap(({ near = [] }) => near))).toEqual([]);
    for (const { name, fires, near = [] } of faultScenarios) {
      expect([near.filter((each) => fires.includes(each)), near.filter((each) => !names.includes(each))], name).toEqual(
        [[], []],
      );
    }
  });

  it('say for what each alert fires: one that is split for two at once, so that none hides the next', () => {
    const isSplit = (name: string) => {
      const watch = alerts.find((alert) => alert.name === name)?.watch;
      return watch?.kind === 'lines' && watch.splitBy !== undefined;
    };
    const atOnce = faultScenarios.flatMap(({ values = {} }) => Object.entries(values));
    const said = ([name, values]: (typeof atOnce)[number]) => values.length > 1 || !isSplit(name);
    expect(without(atOnce.filter(said).map(([name]) => name))).toEqual([]);
  });
});

it('where there is not a single row, silent timers are told of, and nothing else', () => {
  expect(Object.keys(fired([], 0, hour))).toEqual(['collect-silent', 'release-silent', 'housekeep-silent']);
});

describe('the notice that the daily cap of the workspace is reached', () => {
  const quota = alerts.filter(({ watch }) => watch.kind === 'workspace');
  const fires = (detail: string, agoMs: number) => {
    const rows: Row[] = [{ table: 'Operation', timeMs: 0, detail }];
    return quota.map((alert) => firingBetween(alert, rows, agoMs, agoMs).length);
  };
  // The texts are those of learn.microsoft.com/azure/azure-monitor/logs/monitor-workspace, "Data collection stopped"
  // and "Ingestion rate".
  const stopped = 'Data collection stopped due to daily limit of free data reached. Ingestion status = OverQuota';
  const faster = 'The data ingestion volume rate crossed 80% of the threshold in your workspace.';

  it.each([
    [stopped, 0, 1],
    [stopped, 20, 1],
    [stopped, 25, 0],
    [faster, 0, 0],
  ])('%s, %i hours ago: %i fires', (detail, hours, count) => {
    expect(fires(detail, hours * hour)).toEqual([count]);
  });
});

describe('every field that a query reads is in a line that the relay has written', () => {
  fieldsAreWritten(() => recorded);
});

describe('the rules as they are deployed', () => {
  deployedRulesFireAlike(() => recorded);
});
