import { describe, expect, it } from 'vitest';
import { day, hour } from '../../shared/duration';
import { tenant } from '../delivery/sample-event';
import { burst, iso, start, useReplaying } from './replaying';

const at = useReplaying('archive', 'siem');

const from = iso(start - day);
const to = iso(start - hour);
const row = (columns: Record<string, string>) =>
  at().delivering.rows.tenants.put('tenant', tenant, { displayName: 'Contoso', status: 'active', ...columns });
const owed = () => [
  ...new Set(
    at()
      .queued()
      .map(({ retry }) => retry.relayowed),
  ),
];

describe('relay replay, where it sends', () => {
  it('sends to the destinations of the tenant, and says which of them is not there', async () => {
    await row({ destinations: 'siem,archiv' });
    burst(at().customer, 1, 2, start - 2 * hour);
    const { code, out, err } = await at().replay('--from', from, '--to', to);
    expect(code).toBe(0);
    const note = "Contoso's row names archiv, but there is no destination of that name.";
    expect(err).toContain(note);
    expect(out).toContain(`Note: ${note}`);
    expect(owed()).toEqual(['siem']);
  });

  it('sends to those named instead, each once, and says that it is unusual, or that what is sent waits', async () => {
    await row({ destinations: 'siem' });
    at().delivering.world.receiver('archive').state = 'paused';
    burst(at().customer, 1, 2, start - 2 * hour);
    const { out } = await at().replay(
      '--from',
      from,
      '--to',
      to,
      '--destination',
      'archive',
      '--destination',
      'archive',
    );
    expect(owed()).toEqual(['archive']);
    expect(out).toContain('Note: archive is no destination of Contoso otherwise.');
    expect(out).toContain('Note: archive is paused: what is sent waits until it is resumed, for 20 days at most.');
  });
});

describe('relay replay of a tenant that is not collected', () => {
  it.each(['paused', 'suspended'])('asks all the same when it is %s, and leaves it so', async (status) => {
    await row({ status, statusReason: 'Contract ended.' });
    burst(at().customer, 1, 2, start - 2 * hour);
    const { code, out } = await at().replay('--from', from, '--to', to);
    expect(code).toBe(0);
    expect(out).toContain(`Contoso isn't collected: the tenant is ${status} (Contract ended.).`);
    expect(at().queued()).toHaveLength(2);
    expect((await at().delivering.rows.tenants.get('tenant', tenant))?.columns.status).toBe(status);
  });

  it('ends with 1, the reason and what to do when no token can be had', async () => {
    at().customer.revokeConsent();
    const { code, out } = await at().replay('--from', from, '--to', to);
    expect(code).toBe(1);
    expect(out).toMatch(/^Nothing of Contoso [\s\S]*Stopped: .*adminconsent/);
  });
});

describe('relay replay, refused before anything is asked', () => {
  it.each([
    ['no range', [], '--from <instant> is missing'],
    ['an unreadable instant', ['--from', 'monday', '--to', to], '--from "monday" is no instant; type it as'],
    ['a range backwards', ['--from', to, '--to', from], '--from must be before --to'],
    ['an empty range', ['--from', to, '--to', to], '--from must be before --to'],
    [
      'the future',
      ['--from', from, '--to', iso(start + hour)],
      '--to lies in the future: 2026-11-20 09:00:00 UTC (in 60',
    ],
    [
      'what the API forgot',
      ['--from', '2025-01-01', '--to', '2025-02-01'],
      'keeps 180 days, so it knows nothing before',
    ],
    ['an unknown tenant', ['--tenant', 'Fabrikam', '--from', from, '--to', to], 'No tenant is called "Fabrikam"'],
    [
      'a stranger',
      ['--tenant', '8d9ae5b4-4b4f-4a0c-9d59-0a6a1b8f2c11', '--from', from, '--to', to],
      "isn't registered. Register it: relay tenants add",
    ],
    [
      'an unknown source',
      ['--source', 'sentinel', '--from', from, '--to', to],
      'there is no source "sentinel"; there are: ',
    ],
    [
      'a source that the tenant has not',
      ['--source', 'defender-endpoint', '--from', from, '--to', to],
      "isn't collected from defender-endpoint; its sources: defender-xdr",
    ],
    [
      'an unknown destination',
      ['--destination', 'seim', '--from', from, '--to', to],
      'There is no destination "seim". There are: archive, siem.',
    ],
  ])('%s', async (_, typed, message) => {
    const { code, out, err } = await at().replay(...typed);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(at().cloud.requests).toEqual([]);
  });
});

it('begins where the memory of the API begins, and says so', async () => {
  const oldest = start - 180 * day;
  burst(at().customer, 1, 2, oldest + hour);
  const { code, out } = await at().replay('--from', '2026-01-01', '--to', iso(oldest + day), '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    versions: 2,
    notes: ['The API of defender-xdr keeps 180 days: the range begins at 2026-05-24 08:00:00 UTC.'],
    sources: [{ from: '2026-05-24T08:00:00.0000000Z' }],
  });
});
