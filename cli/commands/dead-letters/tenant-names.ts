import type { Letter } from '../../../shared/delivery/letters/letter';
import { inParallel } from '../../../shared/parallel';
import type { TenantRegistry } from '../../../shared/tenants/registry';

/** How a tenant is called: its display name if it is registered, else its id; nothing for what isn't an event. */
export type NameOf = (tenantId: string | undefined) => string;

const sideBySide = 8;

/** Looks up the tenants of these letters, each once. */
export async function tenantNames(letters: readonly Letter[], tenants: TenantRegistry): Promise<NameOf> {
  const names = new Map<string, string>();
  const ids = new Set(letters.flatMap(({ tenantId }) => tenantId ?? []));
  await inParallel(sideBySide, [...ids], async (id) => {
    const row = await tenants.get(id);
    if (row?.kind === 'tenant') names.set(id, row.tenant.displayName);
  });
  return (id) => (id === undefined ? '' : (names.get(id) ?? id));
}
