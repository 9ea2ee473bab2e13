import { messageOf, RelayError } from '../errors';

interface StorageFault {
  readonly statusCode?: number;
}

/** HTTP status of an error thrown by a storage SDK; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null ? (error as StorageFault).statusCode : undefined;
}

/** 409 for a row that exists and 412 for an ETag that moved are `storage_conflict`; all else is `storage_failed`. */
export function storageFault(what: string, error: unknown): RelayError {
  const status = statusOf(error);
  if (status === 409 || status === 412) {
    return new RelayError('storage_conflict', `${what}: somebody else changed it in between (${status}).`, {
      cause: error,
    });
  }
  const [firstLine] = messageOf(error).split('\n');
  return new RelayError('storage_failed', `${what} failed (${status ?? 'no answer'}): ${firstLine}`, { cause: error });
}
