import type { ConfiguredDestination } from '../../../shared/destinations/row';
import { instant } from '../../instants';

/** How a destination is, in words; `attention`: somebody has to do something. */
export interface DestinationState {
  readonly state: 'ready' | 'paused' | 'unreachable' | 'malformed' | 'gone';
  readonly text: string;
  readonly reason?: string;
  readonly advice?: string;
  readonly attention: boolean;
}

/** Undefined stands for one that events were meant for, and that isn't configured any more. `now`: since the epoch. */
export function stateOf(name: string, configured: ConfiguredDestination | undefined, now: number): DestinationState {
  if (!configured) return { state: 'gone', text: 'not configured (any more)', attention: false };
  switch (configured.state) {
    case 'malformed':
      return {
        state: 'malformed',
        text: 'malformed: nothing is sent, everything waits',
        reason: configured.reason,
        advice: 'Correct its row in the table destinations.',
        attention: true,
      };
    case 'paused':
      return paused(name, configured, now);
    case 'ready':
      return ready(configured, now);
  }
}

function ready({ circuit }: Extract<ConfiguredDestination, { state: 'ready' }>, now: number): DestinationState {
  if (!circuit) return { state: 'ready', text: 'ready', attention: false };
  const next = circuit.untilMs > now ? instant(circuit.untilMs, now) : 'with the next event';
  return {
    state: 'unreachable',
    text: `unreachable since ${instant(circuit.sinceMs, now)}, next probe ${next}`,
    reason: circuit.reason,
    advice: 'Nothing has to be done here: what waits is sent once it answers again, until DELIVERY_WINDOW is over.',
    attention: true,
  };
}

function paused(name: string, row: Extract<ConfiguredDestination, { state: 'paused' }>, now: number): DestinationState {
  const { pausedBy, sinceMs, probedMs, reason } = row;
  const byRelay = pausedBy === 'relay';
  const since = sinceMs === undefined ? '' : ` since ${instant(sinceMs, now)}`;
  const probed = byRelay && probedMs !== undefined ? `, last probed ${instant(probedMs, now)}` : '';
  const resume = `relay destinations resume ${name}`;
  return {
    state: 'paused',
    text: `paused by ${byRelay ? 'the relay' : 'a person'}${since}${probed}`,
    reason,
    advice: byRelay
      ? `Correct what the reason says. It is probed every 15 minutes and resumes by itself; at once: ${resume}`
      : `What waits is kept for 20 days. Resume it: ${resume}`,
    attention: byRelay,
  };
}
