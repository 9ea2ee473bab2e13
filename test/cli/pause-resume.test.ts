import { describe, expect, it } from 'vitest';
import { neverRead } from '../../shared/collection/progress';
import { noCalls } from '../../shared/collection/quota';
import { SeenVersions } from '../../shared/collection/seen';
import { now, relay } from './harness';
import { contoso, fabrikam, useTables } from './tables';

const tables = useTables();

const add = (columns: Record<string, string>) =>
  tables.tenantRows.insert('tenant', contoso, { displayName: 'Contoso', ...columns });
const row = async () => (await tables.tenantRows.get('tenant', contoso))?.columns;

describe('relay tenants pause', () => {
  it('stops a tenant, with the reason and since when', async () => {
    await add({ status: 'active', sources: 'defender-xdr' });
    const { code, out } = await relay(['tenants', 'pause', contoso, '--reason', 'Contract ended.'], tables);
    expect(code).toBe(0);
    expect(out).toContain(`Contoso (${contoso}) is paused.`);
    expect(out).toContain(`relay tenants resume ${contoso}`);
    expect(await row()).toEqual({
      displayName: 'Contoso',
      sources: 'defender-xdr',
      status: 'paused',
      statusReason: 'Contract ended.',
      statusSince: '2026-11-20T10:00:00.000Z',
    });
  });

  it('that is repeated without a reason keeps the reason and since when', async () => {
    const before = { status: 'paused', statusReason: 'Contract ended.', statusSince: '2026-11-01T10:00:00Z' };
    await add(before);
    const { code, out } = await relay(['tenants', 'pause', contoso, '--json'], tables);
    expect(code).toBe(0);
    expect(JSON.parse(out).tenant).toMatchObject({ id: contoso, ...before });
    expect(await row()).toMatchObject(before);
  });

  it('refuses a tenant that waits for consent, and says what it waits for', async () => {
    await add({ status: 'invited' });
    const { code, err } = await relay(['tenants', 'pause', contoso], tables);
    expect(code).toBe(2);
    expect(err).toContain('becomes active when');
    expect(await row()).toMatchObject({ status: 'invited' });
  });

  it('refuses a malformed row, with its faults', async () => {
    await add({ status: 'on' });
    const { code, err } = await relay(['tenants', 'pause', contoso], tables);
    expect(code).toBe(1);
    expect(err).toContain('status must be one of');
  });

  it('changes nothing when somebody else changed the row in between', async () => {
    await add({ status: 'active' });
    const { tenants } = tables;
    const get = async (id: string) => {
      const read = await tenants.get(id);
      await tables.tenantRows.put('tenant', id, { displayName: 'Contoso Ltd', status: 'active' });
      return read;
    };
    const { code, err } = await relay(['tenants', 'pause', contoso], { tenants: { ...tenants, get } });
    expect(code).toBe(1);
    expect(err).toContain('somebody else changed it');
    expect(await row()).toEqual({ displayName: 'Contoso Ltd', status: 'active' });
  });
});

describe('relay tenants resume', () => {
  it.each(['paused', 'suspended'])('collects a tenant again that is %s', async (status) => {
    await add({ status, statusReason: 'Contract ended.', statusSince: '2026-11-01T10:00:00Z' });
    const { code, out } = await relay(['tenants', 'resume', contoso], tables);
    expect(code).toBe(0);
    expect(out).toContain(`Contoso (${contoso}) is active again.`);
    expect(await row()).toMatchObject({
      status: 'active',
      statusReason: '',
      statusSince: '2026-11-20T10:00:00.000Z',
    });
  });

  it.each([
    ['is tried by the next run', undefined, true],
    ['is left to the run that is at work on it', { owner: 'a run', until: now + 1_000 }, false],
  ])('a source that is suspended %s', async (_what, claim, expected) => {
    await add({ status: 'suspended', statusReason: 'Consent was withdrawn.' });
    const health = { state: 'suspended', since: now - 1, faults: 3, probes: 4, notBefore: now + 86_400_000 } as const;
    const saved = { progress: neverRead, seen: new SeenVersions(['a1'.repeat(8)]), owedCalls: noCalls, collected: 7 };
    const key = { tenantId: contoso, source: 'defender-xdr' };
    await tables.checkpoints.save(key, { ...saved, health, ...(claim && { claim }) }, undefined);
    const { code, out } = await relay(['tenants', 'resume', contoso], tables);
    expect(code).toBe(0);
    expect(out.includes('defender-xdr was suspended; the next run tries it.')).toBe(expected);
    const { checkpoint } = await tables.checkpoints.load(key);
    expect(checkpoint).toMatchObject({ collected: 7, health: { state: 'suspended', faults: 3, probes: 4 } });
    expect(checkpoint?.health.notBefore).toBe(expected ? undefined : health.notBefore);
    expect(checkpoint?.seen.size).toBe(1);
  });

  it('a source that the API asked to wait for still waits', async () => {
    await add({ status: 'paused' });
    const health = { state: 'ok', since: now, faults: 0, probes: 0, notBefore: now + 60_000 } as const;
    const key = { tenantId: contoso, source: 'defender-xdr' };
    const saved = { progress: neverRead, seen: new SeenVersions(), health, owedCalls: noCalls, collected: 0 };
    const etag = await tables.checkpoints.save(key, saved, undefined);
    const { out } = await relay(['tenants', 'resume', contoso, '--json'], tables);
    expect(JSON.parse(out)).toMatchObject({ triedAtOnce: [] });
    expect((await tables.checkpoints.load(key)).etag).toBe(etag);
  });

  it('says that a tenant was active already', async () => {
    await add({ status: 'active' });
    const { code, out } = await relay(['tenants', 'resume', contoso], tables);
    expect(code).toBe(0);
    expect(out).toContain('was active already');
  });

  it('refuses a tenant that is not registered', async () => {
    const { code, err } = await relay(['tenants', 'resume', fabrikam], tables);
    expect(code).toBe(2);
    expect(err).toContain(`relay tenants add ${fabrikam}`);
  });
});
