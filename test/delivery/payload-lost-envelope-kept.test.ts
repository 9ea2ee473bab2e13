import { expect, it } from 'vitest';
import { relay } from './relay';
import { payloadMarker, sampleEvent, tenant } from './sample-event';

const large = JSON.stringify({ incidentId: 5, text: `${payloadMarker}${'x'.repeat(70_000)}` });

it.each([
  ['removed', (blobs: Map<string, string>) => blobs.clear(), 'is not in the container payloads'],
  [
    'overwritten',
    (blobs: Map<string, string>) => blobs.forEach((_, name) => void blobs.set(name, '{}')),
    'its hash differs',
  ],
])('keeps the envelope, for every destination, when the payload was %s', async (_what, damage, reason) => {
  const { receiver, receivers, events, runForward, payloadBlobs, deadTable, deadBlobs } = relay('siem', 'soar');
  receiver('soar').state = 'paused';
  await events.put(sampleEvent(5, { data: large }));
  damage(payloadBlobs.blobs);

  expect(await runForward()).toMatchObject({ delivered: 0, again: 0, waiting: 0, dead: 2 });
  expect(receivers.list.flatMap(({ calls }) => calls)).toEqual([]);
  for (const { columns } of deadTable.rows()) {
    expect(columns.kept).toBe('envelope');
    expect(columns.reason).toContain(reason);
    expect(columns.reason).toContain(tenant);
  }
  const [blob] = deadBlobs.blobs.values();
  expect(JSON.parse(blob ?? '')).toMatchObject({ ...sampleEvent(5).attributes, dataref: expect.any(String) });
});
