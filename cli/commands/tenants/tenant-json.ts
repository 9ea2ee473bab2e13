import type { Tenant } from '../../../shared/tenants/tenant';
import type { Json } from '../../json';

/** A tenant for programs: of its own credential only the kind. */
export function tenantJson({ etag: _bookkeeping, credential, redaction, ...tenant }: Tenant): Json {
  return {
    ...tenant,
    ...(credential && { credential: credential.kind }),
    ...(redaction && { redaction: { ...redaction } }),
  };
}
