import { RelayError } from '../errors';
import type { BlobContainer } from '../storage/blobs';
import { sha256 } from './hash';

/** Claim check: records that can't travel on the queue lie in the container `payloads`, named by their content. */
export interface Payloads {
  /** Writes the record, also when it lies there already, so that its age starts anew. Resolves to its hash. */
  write(tenant: string, raw: string): Promise<string>;
  /** The raw record. Rejects `payload_missing`, `payload_corrupt` or `storage_failed`. */
  read(tenant: string, hash: string): Promise<string>;
}

export function payloadStore(container: BlobContainer): Payloads {
  return {
    async write(tenant, raw) {
      const hash = sha256(raw);
      await container.write(`${tenant}/${hash}`, raw, 'application/json');
      return hash;
    },
    async read(tenant, hash) {
      const content = await container.read(`${tenant}/${hash}`);
      if (!content) {
        throw new RelayError(
          'payload_missing',
          `The payload ${hash} of tenant ${tenant} is not in the container payloads: it was removed by hand, or by the ` +
            'life-cycle rule after 30 days. Collect the record again.',
          { tenant },
        );
      }
      if (sha256(content) !== hash) {
        throw new RelayError(
          'payload_corrupt',
          `The payload ${hash} of tenant ${tenant} in the container payloads is not what was written: its hash differs. ` +
            'Find out who writes to that container, and collect the record again.',
          { tenant },
        );
      }
      return content.toString();
    },
  };
}
