import type { Answer } from './answer';

/**
 * What one call gets instead of, or laid over, the service's own answer:
 * - `pass`: the service's own answer;
 * - `drop`: the connection is closed before the first byte;
 * - `truncate`: so many bytes of the body under the full content-length, then the connection is closed;
 * - `status`, `headers`, `body`: laid over the service's own answer. An error status without a body gets the service's
 *   error body, and the service isn't asked.
 * `delayMs` holds the answer back.
 */
export type Step<F extends Fault = Fault> = 'pass' | F;

export interface Fault {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly drop?: true;
  readonly truncate?: number;
  readonly delayMs?: number;
}

/** Steps that wait for their calls, per key; each call of a key uses up one. */
export class Script<F extends Fault = Fault> {
  readonly #waiting = new Map<string, Step<F>[]>();

  add(key: string, steps: readonly Step<F>[]): void {
    this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), ...steps]);
  }

  /** Undefined: nothing is to be done to this call. */
  next(key: string): F | undefined {
    const step = this.#waiting.get(key)?.shift();
    return step === 'pass' ? undefined : step;
  }

  /** How many steps no call has used yet. */
  remaining(key: string): number {
    return this.#waiting.get(key)?.length ?? 0;
  }
}

/** The answer with the fault laid over it. `compute` isn't called for an answer that nobody would see. */
export function overlaid(fault: Fault, compute: () => Answer, errorAnswer: (status: number) => Answer): Answer {
  if (fault.drop) return { status: 0, headers: {}, body: '' };
  const status = fault.status;
  const base = status !== undefined && status >= 400 ? errorAnswer(status) : compute();
  const untouched = (status ?? base.status) === base.status && fault.body === undefined && fault.truncate === undefined;
  const { shown, records, ...rest } = base;
  return {
    ...rest,
    status: status ?? base.status,
    headers: { ...base.headers, ...fault.headers },
    body: fault.body ?? base.body,
    ...(untouched && shown ? { shown } : {}),
    ...(fault.body === undefined && records !== undefined ? { records } : {}),
  };
}
