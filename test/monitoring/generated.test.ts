import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { inOneWindow } from '../../monitoring/alerts/alert';
import { alerts } from '../../monitoring/alerts/alerts';
import { alertsBicep } from '../../monitoring/alerts/bicep';
import { queryOf } from '../../monitoring/alerts/query';
import { appNameToken, workspaceToken } from '../../monitoring/kql';
import { outputs } from '../../monitoring/outputs';
import { workbook } from '../../monitoring/workbook/workbook';
import { logEvents } from '../../shared/telemetry/log';
import { workbookSchema } from './workbook-schema';

const read = (path: string) => readFileSync(path, 'utf8');

it.each(Object.entries(outputs()))('%s is what "npm run monitoring" makes', (path, content) => {
  expect(read(path)).toBe(content);
});

describe('alerts', () => {
  const bicep = alertsBicep(alerts);
  const minutes = { PT5M: 5, PT15M: 15, PT30M: 30, PT1H: 60, P1D: 1_440 };

  it('have names of their own', () => {
    expect(new Set(alerts.map(({ name }) => name)).size).toBe(alerts.length);
  });

  it('on silent timers fire where there is no row: they count, below one, and split by nothing', () => {
    const onRuns = alerts.filter(({ watch }) => watch.kind === 'runs');
    expect(onRuns.map(({ condition }) => condition)).toEqual(
      onRuns.map(() => ({ aggregation: 'Count', operator: 'LessThan', threshold: 1 })),
    );
  });

  it('on silent timers are there for every timer of the app', () => {
    const timers = [...read('functions/index.ts').matchAll(/app\.timer\('([\w-]+)'/g)].map(([, name]) => name);
    const watched = alerts.flatMap(({ watch }) => (watch.kind === 'runs' ? [watch.timer] : []));
    expect(watched.toSorted()).toEqual(timers.toSorted());
  });

  it('measure a field exactly where they do not count', () => {
    for (const { name, watch, condition } of alerts) {
      const measures = watch.kind === 'lines' && watch.measure !== undefined;
      expect(measures, name).toBe(condition.aggregation !== 'Count');
    }
  });

  it('look back at least as far as from one evaluation to the next, so that nothing falls between', () => {
    for (const { name, window, frequency } of alerts) {
      expect(minutes[window], name).toBeGreaterThanOrEqual(minutes[frequency]);
    }
  });

  it('look back for a quarter of an hour, so that a line which comes late, or one of three that is lost, matters little', () => {
    for (const { name, window, failing = inOneWindow } of alerts) {
      expect(minutes[window] * failing.of, name).toBeGreaterThanOrEqual(15);
    }
  });

  it('end their queries in Bicep where they should', () => {
    expect(bicep.match(/'''/g)).toHaveLength(2 * alerts.length);
    for (const { watch } of alerts) expect(queryOf(watch)).not.toContain("'''");
  });
});

describe('the runbook', () => {
  const headings = [...read('docs/runbook.md').matchAll(/^### (\S+)$/gm)].map(([, name]) => name);

  it('has a section for each alert, and no others under that level', () => {
    expect(headings.toSorted()).toEqual(alerts.map(({ name }) => name).toSorted());
  });

  it('names only events that there are', () => {
    const named = [...read('docs/runbook.md').matchAll(/`((?:[a-z]+)\.[a-z-]+)`/g)].map(([, name = '']) => name);
    const events: readonly string[] = logEvents;
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !events.includes(name))).toEqual([]);
  });
});

describe('the workbook', () => {
  const text = read('infra/monitoring/workbook.json');
  // Microsoft's own schema is in no package, and its copy isn't ours to ship; it is used where somebody names one.
  const others = process.env.WORKBOOK_SCHEMA ? [['of Microsoft', JSON.parse(read(process.env.WORKBOOK_SCHEMA))]] : [];

  it.each([['of this project', workbookSchema], ...others])('fits the schema %s', (_whose, schema) => {
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
    validate(JSON.parse(text));
    expect(validate.errors ?? []).toEqual([]);
    // A list of item schemas judges only as many items as it has, so each is judged as the first too.
    for (const item of workbook.items) {
      validate({ ...workbook, items: [item] });
      expect(validate.errors ?? [], item.name).toEqual([]);
    }
  });

  it('gives every item a name of its own', () => {
    const names = workbook.items.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('leaves to the deployment only what it puts in, and is short enough for loadTextContent', () => {
    const filled = read('infra/modules/workbook.bicep');
    for (const token of [appNameToken, workspaceToken]) expect(filled).toContain(`'${token}'`);
    expect(new Set(text.match(/__[A-Z_]+__/g))).toEqual(new Set([appNameToken, workspaceToken]));
    expect(text.length).toBeLessThan(131_072);
  });
});
