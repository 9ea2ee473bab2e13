import type { RpcLogLevel } from './core-contract';

/**
 * One line of the log. `user` is what a function wrote through its context, `system` what Microsoft's library says,
 * `host` what this runtime says (starts, ends and failures of invocations, poison messages, storage faults).
 */
export interface LogEntry {
  readonly level: RpcLogLevel;
  readonly category: 'user' | 'system' | 'customMetric' | 'host';
  readonly functionName?: string | undefined;
  readonly invocationId?: string | undefined;
  readonly message: string;
}

export type OnLog = (entry: LogEntry) => void;
