import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { deliveryTable } from '../../shared/delivery/deliveries/deliveries';
import type { Passage } from '../../shared/delivery/deliveries/journal';
import { useAzurite } from '../support/azurite';
import { tenant } from './sample-event';

const azurite = useAzurite();
const at = '2026-11-20T08:00:00.000Z';

function version(number: number): Passage {
  const instant = `2026-11-20T08:00:0${number}.0000000Z`;
  return { version: { id: `v${number}`, collected: instant, updated: instant }, seenBefore: false, bypass: false };
}

it('lets one instance at a time send a version of a record, and never an older one after a newer', async () => {
  const table = await azurite.freshTable();
  const instances = [1, 2, 3].map(() => deliveryTable({ table, owner: randomUUID }));
  const records = Array.from({ length: 60 }, (_, index) => String(index));

  const outcomes = await Promise.all(
    records.map(async (record) => {
      const key = { tenantId: tenant, kind: 'incident', record, destination: 'siem' };
      const sending: string[] = [];
      const sent: string[] = [];
      let mostAtOnce = 0;
      /** As `forward` does it, over and over until the version has ended. */
      const deliver = async (deliveries: (typeof instances)[number], passage: Passage): Promise<void> => {
        const claimed = await deliveries.claim(key, passage, Date.parse(at));
        if (claimed.kind === 'busy') return deliver(deliveries, passage);
        if (claimed.kind !== 'held') return;
        sending.push(passage.version.id);
        mostAtOnce = Math.max(mostAtOnce, sending.length);
        sent.push(passage.version.id);
        await new Promise((resolve) => setImmediate(resolve));
        sending.pop();
        await deliveries.record(key, passage, { state: 'delivered', attempts: 1, at }, claimed.held);
      };
      const versions = [version(1), version(2), version(2)];
      await Promise.all(instances.map((deliveries, index) => deliver(deliveries, versions[index] ?? version(1))));
      return {
        sent: sent.join(),
        mostAtOnce,
        counts: (await deliveryTable({ table, owner: randomUUID }).read(key)).counts,
      };
    }),
  );

  expect(new Set(outcomes.map(({ sent }) => sent))).toSatisfy((seen: Set<string>) =>
    [...seen].every((order) => order === 'v1,v2' || order === 'v2'),
  );
  for (const { mostAtOnce, counts } of outcomes) {
    expect(mostAtOnce).toBe(1);
    expect(counts.delivered + counts.superseded).toBe(2);
    expect(counts).toMatchObject({ collected: 2, repeats: 1 });
  }
});
