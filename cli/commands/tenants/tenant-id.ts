import { RelayError } from '../../../shared/errors';
import { guid } from '../../../shared/setting-parsers';

/** The tenant id that was typed, lower case. Throws `usage_invalid` that says where to find one. */
export function readTenantId(typed: string | undefined): string {
  const parsed = guid(typed?.trim() ?? '');
  if ('value' in parsed) return parsed.value;
  const message = [
    `"${typed}" isn't a tenant id, which is a GUID.`,
    'Ask the customer for it: Microsoft Entra admin center, Overview, "Tenant ID".',
  ].join('\n');
  throw new RelayError('usage_invalid', message);
}
