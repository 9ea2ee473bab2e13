import type { Outcome } from '../../../shared/destinations/destination';
import type { FakeDefender } from '../../collection/support/fake-defender';
import { incident } from '../../collection/support/world';
import { type Broken, fault } from '../broken';
import type { WholeRelay } from '../whole-relay';

/** What goes wrong, after ten minutes in which all was well, and the alerts that must say so; no others may. */
export interface FaultScenario {
  readonly name: string;
  readonly fires: readonly string[];
  /** Of alerts that are split: for what they fire; `['']` for one that isn't. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** Alerts that must stay silent though not much is missing. */
  readonly near?: readonly string[];
  /** Two where it isn't said. */
  readonly tenants?: number;
  /** So long after the fault began the alerts are looked at first. */
  readonly settlesMs?: number;
  /** Lets time pass with the fault in it. */
  readonly break: (relay: WholeRelay) => Promise<void>;
}

const failed = fault('storage_failed');

/** Every chore of housekeeping fails. */
export const brokenChores: Broken = {
  checkpoints: failed,
  destinations: failed,
  vault: fault('vault_unavailable'),
  depths: failed,
  probes: failed,
};

/** So many minutes of it; mended, so many more if any. */
export function breaking(minutes: number, broken: (relay: WholeRelay) => Broken, mended = 0): FaultScenario['break'] {
  return async (relay) => {
    relay.breaks(broken(relay));
    await relay.minutes(minutes);
    relay.breaks({});
    await relay.minutes(mended);
  };
}

/** Timers, or the trigger, don't run for so many minutes. */
export function stopping(
  names: readonly Parameters<WholeRelay['stopped']['add']>[0][],
  minutes: number,
  mended = 0,
): FaultScenario['break'] {
  return async (relay) => {
    for (const name of names) relay.stopped.add(name);
    await relay.minutes(minutes);
    relay.stopped.clear();
    await relay.minutes(mended);
  };
}

/** What the destination `siem`, and another, make of every event for so many minutes. */
export function receiving(outcome: Outcome, minutes: number, mended = 0): FaultScenario['break'] {
  return async (relay) => {
    const both = [relay.receiver('siem'), relay.receivers.add('soar')];
    for (const each of both) each.answer = () => outcome;
    await relay.minutes(minutes);
    for (const each of both) each.answer = () => ({ kind: 'delivered' });
    await relay.minutes(mended);
  };
}

/** The API of the first tenant answers only this status. */
export function answering(relay: WholeRelay, status: number, headers: Record<string, string> = {}): void {
  const api = relay.api(1);
  api.always = () => api.answer(status, { error: { code: 'Error', message: 'no' } }, headers);
}

/** It has a record, updated at that instant, with which no answer can be read. */
export function hasTooLarge(api: FakeDefender, updatedMs: number): void {
  api.put(incident(777, updatedMs));
  api.always = () => {
    const answer = api.answerTo(api.urls.at(-1) ?? '');
    if (answer.body.includes('"incidentId":777')) throw fault('response_too_large');
    return answer;
  };
}
