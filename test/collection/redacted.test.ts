import { describe, expect, it } from 'vitest';
import { eventsOf, sendPage } from '../../shared/collection/send-page';
import { RelayError } from '../../shared/errors';
import { sources } from '../../shared/sources/registry';
import type { Tenant } from '../../shared/tenants/tenant';
import { tenant } from './support/fleet';
import { incident, minute, start, tenantId, world } from './support/world';

const missing = new RelayError('credential_missing', 'Key Vault here holds no secret pseudonyms. Add it there.');
const redaction = { drop: ['createdTime'], hash: ['severity'], keySecret: 'pseudonyms' };

/** Two tenants, the first of which is redacted with a key that `get` hands out. */
function redacted(get: () => Promise<{ value: string }>, changes = {}) {
  const tenants = [tenant(tenantId(1), { redaction }), tenant(tenantId(2))];
  const made = world({ size: 2, tenants, changes: { secrets: { get }, ...changes } });
  for (const number of [1, 2]) made.api(number).put(incident(7, start - minute));
  return made;
}
async function* listed(only: Tenant) {
  yield { kind: 'tenant' as const, tenant: only };
}
const withKey = async () => ({ value: 'a key' });

describe('the records of a tenant with a redaction', () => {
  it('are sent redacted, with the ids of the originals; those of others are sent as they are', async () => {
    const { run, sent } = redacted(withKey);
    await run();
    const [first, second] = [1, 2].map((each) => sent.find(({ attributes }) => attributes.tenantid === tenantId(each)));
    expect(JSON.parse(first?.data ?? '')).toEqual({
      incidentId: 7,
      lastUpdateTime: '2026-11-21T11:59:00.000Z',
      severity: expect.stringMatching(/^hmac-sha256:[0-9a-f]{64}$/),
      alerts: [],
    });
    expect(JSON.parse(second?.data ?? '')).toMatchObject({ createdTime: '2026-11-21T11:59:00.000Z', severity: 'High' });
    const plain = redacted(withKey, { listTenants: () => listed(tenant(tenantId(1))) });
    await plain.run();
    expect(plain.sent.map(({ attributes }) => attributes)).toEqual([first?.attributes]);
  });

  it('are kept redacted in the dead letters', async () => {
    const put = () => Promise.reject(new RelayError('record_too_large', 'It is too large.'));
    const { run, kept } = redacted(withKey, { put });
    await run();
    const letter = kept.find(({ event }) => event.attributes.tenantid === tenantId(1));
    expect(letter?.event.data).toContain('hmac-sha256:');
    expect(letter?.event.data).not.toContain('createdTime');
  });

  it('are not even asked for while the key is missing, and others are collected', async () => {
    let get: () => Promise<{ value: string }> = () => Promise.reject(missing);
    const { run, sentOf, api, row, log, clock } = redacted(() => get());
    await run();
    expect([sentOf(1), sentOf(2), api(1).urls]).toEqual([[], [7], []]);
    expect(row(1)).toMatchObject({ state: 'failing', code: 'redaction_key_missing' });
    for (const part of [tenantId(1), 'secret pseudonyms', 'Add it there']) expect(row(1)?.reason).toContain(part);
    expect(log('credential.attention')).toEqual([]);
    get = withKey;
    clock.advance(minute);
    await run();
    expect(sentOf(1)).toEqual([7]);
    expect(row(1)).toMatchObject({ state: 'ok' });
  });

  it('suspend their tenant, and no other, when the key stays away', async () => {
    const { minutes, statuses } = redacted(() => Promise.reject(missing));
    await minutes(15);
    expect(statuses).toMatchObject([{ tenantId: tenantId(1), status: 'suspended' }]);
  });

  it('are not collected with a key that is empty, and the row that names it is told of', async () => {
    const { run, sentOf, log } = redacted(async () => ({ value: '' }));
    await run();
    expect([sentOf(1), sentOf(2)]).toEqual([[], [7]]);
    expect(log('row.malformed')).toMatchObject([{ tenant: tenantId(1), row: `tenants/${tenantId(1)}` }]);
  });

  it('wait while the vault is down, without blame', async () => {
    const down = new RelayError('vault_unavailable', "Key Vault here can't be read at the moment (HTTP 503).");
    const { minutes, statuses, row, sentOf } = redacted(() => Promise.reject(down));
    await minutes(15);
    expect([statuses, sentOf(1), sentOf(2)]).toEqual([[], [], [7]]);
    expect(row(1)).toMatchObject({ state: 'failing', code: 'vault_unavailable' });
  });
});

it('a record whose redaction fails is withheld, and the others are sent', async () => {
  const { collector, sent, kept } = world();
  const target = { tenant: tenant(tenantId(1)), source: sources['defender-xdr'] };
  const raws = ['{"incidentId":1}', '{"incidentId":2}'];
  const records = raws.map((raw, index) => ({ raw, id: String(index + 1), version: '1' }));
  const redact = (raw: string) => {
    if (raw === raws[0]) throw new RangeError(raw);
    return raw;
  };
  await sendPage(collector, target, eventsOf(target, records, 0n), { storageWorks: false, redact });
  expect(sent.map(({ data }) => data)).toEqual([raws[1]]);
  expect(kept).toMatchObject([{ event: { attributes: { subject: '1' }, data: expect.stringContaining('withheld') } }]);
  expect(JSON.stringify(kept)).not.toContain('incidentId');
});
