import { beforeAll, describe, expect, it } from 'vitest';
import { alerts } from '../../monitoring/alerts/alerts';
import { firingBetween, type Row } from '../../monitoring/alerts/evaluate';
import { fieldsOf, type KqlType } from '../../monitoring/fields';
import { hour } from '../../shared/duration';
import { type FaultScenario, faultScenarios } from './faults';
import { otherFaults } from './other-faults';
import { wholeRelay } from './whole-relay';

interface Recording {
  readonly rows: readonly Row[];
  /** When the fault began, and when the recording ends. */
  readonly brokenMs: number;
  readonly endMs: number;
  /** The last instant at which all was well. */
  readonly wellMs: number;
}

const recordings = new Map<string, Recording>();

async function record({ tenants, break: breakIt, settlesMs = 0 }: Omit<FaultScenario, 'name' | 'fires'>) {
  const relay = wholeRelay(tenants);
  await relay.minutes(10);
  const wellMs = relay.clock.now() - 1;
  const brokenMs = relay.clock.now() + settlesMs;
  await breakIt(relay);
  return { rows: relay.rows, wellMs, brokenMs, endMs: relay.clock.now() };
}

/** Names of the alerts that fire at one of their evaluations. */
function fired(rows: readonly Row[], fromMs: number, toMs: number): readonly string[] {
  return alerts.filter((alert) => firingBetween(alert, rows, fromMs, toMs).length > 0).map(({ name }) => name);
}

beforeAll(async () => {
  for (const each of [...faultScenarios, ...otherFaults]) recordings.set(each.name, await record(each));
});

function recordingOf(name: string): Recording {
  const recording = recordings.get(name);
  if (!recording) throw new Error(`There is no recording of ${name}.`);
  return recording;
}

describe('on lines that the relay writes while something is wrong, exactly these fire', () => {
  it.each(faultScenarios.map(({ name, fires }) => [name, fires] as const))('%s: %j', (name, fires) => {
    const { rows, brokenMs, endMs } = recordingOf(name);
    expect(fired(rows, brokenMs, endMs).toSorted()).toEqual([...fires].sort());
  });

  it('and none before', () => {
    for (const [name, { rows, wellMs }] of recordings) {
      expect(fired(rows, wellMs, wellMs), name).toEqual([]);
    }
  });
});

it('on a healthy day none fires', async () => {
  const relay = wholeRelay();
  const beganMs = relay.clock.now();
  await relay.minutes(3 * 60);
  expect(fired(relay.rows, beganMs + hour / 6, relay.clock.now())).toEqual([]);
});

it('every alert has a fault that it fires on', () => {
  const covered = new Set([...faultScenarios.flatMap(({ fires }) => fires), 'ingestion-quota']);
  expect(alerts.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
});

it('where there is not a single row, silent timers are told of, and nothing else', () => {
  expect(fired([], 0, hour)).toEqual(['collect-silent', 'release-silent', 'housekeep-silent']);
});

it('the workspace says that its daily cap is reached', () => {
  // The text is that of learn.microsoft.com/azure/azure-monitor/logs/monitor-workspace, "Data collection stopped".
  const detail = 'Data collection stopped due to daily limit of free data reached. Ingestion status = OverQuota';
  const rows: Row[] = [{ table: 'Operation', timeMs: hour, detail }];
  const quota = alerts.filter(({ watch }) => watch.kind === 'workspace');
  expect(quota.map((alert) => firingBetween(alert, rows, hour, hour))).toEqual([['']]);
  expect(quota.map((alert) => firingBetween(alert, [], hour, hour))).toEqual([[]]);
});

it('a suspended tenant does not hide the next: each has an alert of its own', () => {
  const alert = alerts.find(({ name }) => name === 'tenant-suspended');
  const suspended = (tenant: string): Row => ({
    table: 'AppTraces',
    timeMs: hour,
    event: 'tenant.state',
    fields: { tenant, state: 'suspended' },
  });
  expect(alert && firingBetween(alert, [suspended('a'), suspended('b')], hour, hour)).toEqual(['a', 'b']);
});

describe('every field that a query reads is in a line that the relay has written', () => {
  const isOf: Readonly<Record<KqlType, (value: unknown) => boolean>> = {
    string: (value) => typeof value === 'string',
    long: (value) => Number.isSafeInteger(value),
    datetime: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value),
  };
  const wanted = Object.entries(fieldsOf).flatMap(([event, fields]) =>
    Object.entries(fields).map(([field, type]) => [event, field, type] as const),
  );
  const values = new Map<string, unknown[]>();
  beforeAll(() => {
    for (const { rows } of recordings.values()) for (const row of rows) if (row.table === 'AppTraces') note(row);
  });
  const note = ({ event, fields }: Extract<Row, { table: 'AppTraces' }>) => {
    for (const [field, value] of Object.entries(fields)) {
      const key = `${event}/${field}`;
      values.set(key, [...(values.get(key) ?? []).slice(-99), value]);
    }
  };
  it.each(wanted)('%s: %s, a %s', (event, field, type) => {
    const present = values.get(`${event}/${field}`) ?? [];
    expect(present.length).toBeGreaterThan(0);
    expect(present.filter((value) => !isOf[type](value))).toEqual([]);
  });
});
