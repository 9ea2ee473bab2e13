import { isoOf } from '../instant';
import type { ConfiguredDestination, PausedDestination } from './row';
import type { StateColumns } from './row-state';

/**
 * What the relay, or a person at the command line, changes about a destination's state: the columns to be written,
 * seeing the row as it is now, or undefined when there is nothing to do (any more).
 */
export type Transition = (current: ConfiguredDestination) => StateColumns | undefined;

const closedCircuit = { circuitSince: '', circuitUntil: '', circuitFailures: 0, circuitReason: '' };

/** The relay pauses what works no longer, unless its settings were changed since that was learned. */
export function pausedByRelay(revision: string, reason: string, nowMs: number): Transition {
  return (current) => {
    if (current.state !== 'ready' || current.revision !== revision) return undefined;
    return { ...pause('relay', reason, nowMs), ...closedCircuit };
  };
}

/** A person pauses anything, also what the relay has paused: then it isn't probed any more. */
export function pausedByPerson(reason: string, nowMs: number): Transition {
  return () => pause('person', reason, nowMs);
}

function pause(statusBy: 'relay' | 'person', statusReason: string, nowMs: number): StateColumns {
  return { status: 'paused', statusReason, statusSince: isoOf(nowMs), statusBy, probedAt: '' };
}

/** The relay resumes only what it paused itself, with the settings that it has just probed. */
export function resumedByRelay(revision: string, nowMs: number): Transition {
  return (current) => (isPausedByRelay(current) && current.revision === revision ? resume(nowMs) : undefined);
}

/** A person resumes anything; where it isn't paused but its circuit is open, that is closed. */
export function resumedByPerson(nowMs: number): Transition {
  return (current) => {
    if (current.state === 'paused') return resume(nowMs);
    return current.state === 'ready' && current.circuit ? closedCircuit : undefined;
  };
}

/** Without a trace of who paused it: a person who pauses it by hand later writes `status` only. */
function resume(nowMs: number): StateColumns {
  const cleared = { statusReason: '', statusBy: '', probedAt: '' } as const;
  return { status: 'enabled', statusSince: isoOf(nowMs), ...cleared, ...closedCircuit };
}

/** Takes that trace away where a person has enabled it by hand. */
export function stalePauseCleared(): Transition {
  return (current) => {
    const stale = current.state === 'ready' && current.stalePause;
    return stale ? { statusReason: '', statusBy: '', probedAt: '' } : undefined;
  };
}

/** Takes the probe of a paused destination, unless somebody else has since `dueMs` (the latest probe that is too old). */
export function pauseProbeTaken(dueMs: number, nowMs: number): Transition {
  return (current) => (isPauseProbeDue(current, dueMs) ? { probedAt: isoOf(nowMs) } : undefined);
}

/** Whether the relay paused it, and neither paused nor probed it after `dueMs`. */
export function isPauseProbeDue(current: ConfiguredDestination, dueMs: number): current is PausedDestination {
  return isPausedByRelay(current) && (current.probedMs ?? current.sinceMs ?? dueMs) <= dueMs;
}

/** Opens the circuit of a ready destination, unless it is open already or its settings were changed meanwhile. */
export function circuitOpened(revision: string, reason: string, nowMs: number, untilMs: number): Transition {
  return (current) => {
    if (current.state !== 'ready' || current.circuit || current.revision !== revision) return undefined;
    return {
      circuitSince: isoOf(nowMs),
      circuitUntil: isoOf(untilMs),
      circuitFailures: 1,
      circuitReason: reason,
    };
  };
}

/** After a probe failed: keeps it open until what `untilMs` says of the number of failures, this one counted. */
export function circuitKeptOpen(reason: string, untilMs: (failures: number) => number): Transition {
  return (current) => {
    if (current.state !== 'ready' || !current.circuit) return undefined;
    const circuitFailures = current.circuit.failures + 1;
    return { circuitUntil: isoOf(untilMs(circuitFailures)), circuitFailures, circuitReason: reason };
  };
}

/** Takes the probe of an open circuit whose time has come: whoever asks next waits until `untilMs`. */
export function circuitProbeTaken(nowMs: number, untilMs: number): Transition {
  return (current) => (isCircuitProbeDue(current, nowMs) ? { circuitUntil: isoOf(untilMs) } : undefined);
}

export function isCircuitProbeDue(current: ConfiguredDestination, nowMs: number): boolean {
  return current.state === 'ready' && current.circuit !== undefined && current.circuit.untilMs <= nowMs;
}

export function circuitClosed(): Transition {
  return (current) => (current.state === 'ready' && current.circuit ? closedCircuit : undefined);
}

function isPausedByRelay(current: ConfiguredDestination): current is PausedDestination {
  return current.state === 'paused' && current.pausedBy === 'relay';
}
