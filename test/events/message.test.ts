import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RelayError } from '../../shared/errors';
import { sha256 } from '../../shared/events/hash';
import { encodeMessage, parseMessage, toReference } from '../../shared/events/message';
import { otherTenant, sampleEvent, tenant } from '../delivery/sample-event';

const event = sampleEvent(1);
const retry = {
  relayattempt: 3,
  relayowed: 'siem,soar',
  relayfirstattempt: '2026-11-20T07:00:00.000Z',
  relaysince: '2026-11-20T07:00:00.000Z',
};

it('splices the data in raw, after the attributes', () => {
  const raw = '{"n":9007199254740993,"m":1.0, "twice":1,"twice":2}';
  const text = encodeMessage({ ...event, data: raw });
  expect(text.endsWith(`,"data":${raw}}`)).toBe(true);
  expect(Object.keys(JSON.parse(text))).toEqual([...Object.keys(event.attributes), 'data']);
});

it('gives back any event that JSON keeps whole, whether it comes parsed or as text', () => {
  fc.assert(
    fc.property(fc.json(), fc.string(), (json, tenantname) => {
      const data = JSON.stringify(JSON.parse(json));
      const sent = { attributes: { ...event.attributes, tenantname }, data };
      const text = encodeMessage(sent, retry);
      for (const value of [text, JSON.parse(text)]) {
        const { attributes, retry: state, data: found } = parseMessage(value);
        expect(attributes).toEqual(sent.attributes);
        expect(state).toEqual(retry);
        expect(found).toEqual({ kind: 'inline', raw: data });
      }
    }),
  );
});

it('points at a payload by a relative reference, without a host', () => {
  const hash = sha256(event.data);
  const message = JSON.parse(toReference(event.attributes, hash));
  expect(message.dataref).toBe(`payloads/${tenant}/${hash}`);
  expect(message).not.toHaveProperty('data');
  expect(parseMessage(message)).toEqual({
    attributes: event.attributes,
    retry: {},
    data: { kind: 'reference', tenant, hash },
  });
});

it('keeps extension attributes it does not know', () => {
  const message = { ...JSON.parse(encodeMessage(event)), changes: 'alerts +2', replay: true, sequence: 7 };
  const { attributes, data } = parseMessage(message);
  expect(attributes).toMatchObject({ changes: 'alerts +2', replay: true, sequence: 7 });
  expect(JSON.parse(encodeMessage({ attributes, data: data.kind === 'inline' ? data.raw : '' }))).toEqual(message);
});

const hash = 'a'.repeat(64);
it.each([
  [{ dataref: `payloads/${otherTenant}/${hash}`, data: undefined }, 'payload of another tenant'],
  [{ dataref: `https://evil.example/payloads/${tenant}/${hash}`, data: undefined }, 'attribute dataref'],
  [{ dataref: `payloads/${tenant}/../${otherTenant}/${hash}`, data: undefined }, 'attribute dataref'],
  [{ tenantid: tenant.toUpperCase() }, 'attribute tenantid: expected lower case'],
  [{ tenantid: 'contoso' }, 'attribute tenantid'],
  [{ id: '' }, 'attribute id'],
  [{ collectedat: 'yesterday' }, 'attribute collectedat'],
  [{ relayattempt: -1 }, 'attribute relayattempt'],
  [{ relayowed: 'siem,,soar' }, 'attribute relayowed: expected destination names'],
  [{ relayfirstattempt: 'x' }, 'attribute relayfirstattempt'],
  [{ nested: { secret: 'value-of-it' } }, 'attribute nested'],
])('says which attribute is at fault: %j', (change, reason) => {
  const message = { ...JSON.parse(encodeMessage(event)), ...change };
  const read = () => parseMessage(message);
  expect(read).toThrow(RelayError);
  expect(read).toThrow(expect.objectContaining({ code: 'message_invalid', message: expect.stringContaining(reason) }));
  expect(read).not.toThrow(/value-of-it|evil|yesterday/);
});
