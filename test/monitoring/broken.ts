import { RelayError } from '../../shared/errors';

/** What fails; empty: all is well. */
export interface Broken {
  /** Instead of a token of this tenant. */
  readonly token?: (tenantId: string) => RelayError | undefined;
  /** Instead of an event on the queue. */
  readonly put?: (tenantId: string) => RelayError | undefined;
  /** Instead of the list of tenants. */
  readonly tenants?: RelayError;
  /** Instead of what only housekeeping asks for. */
  readonly checkpoints?: RelayError;
  readonly destinations?: RelayError;
  readonly vault?: RelayError;
  readonly depths?: RelayError;
  readonly probes?: RelayError;
  /** When a secret ends, as the vault says it; in a year where this is absent. */
  readonly expiresAt?: (secretName: string) => number | undefined;
}

export function fault(code: ConstructorParameters<typeof RelayError>[0]): RelayError {
  return new RelayError(code, `made to fail with ${code}`);
}

export function throwIf(fault: RelayError | undefined): void {
  if (fault) throw fault;
}
