import type { InvocationContext } from '@azure/functions';
import { describe, expect, it } from 'vitest';
import { QueueBench } from './queue-bench';
import { eventually, gate, useHandlers } from './support';

describe('queue triggers', () => {
  const bench = new QueueBench();

  it('hand over parsed JSON, or else the text, and delete what succeeded', async () => {
    const bodies: unknown[] = [];
    useHandlers({ work: (body: unknown) => void bodies.push(body) });
    for (const text of ['{"id":"ä","n":1}', 'not {json', '123', '"quoted"']) await bench.put(text);
    await (await bench.start()).drainQueues(15_000);
    expect(bodies).toHaveLength(4);
    expect(bodies).toEqual(expect.arrayContaining([{ id: 'ä', n: 1 }, 'not {json', 123, 'quoted']));
    expect(await bench.depth(bench.queue)).toBe(0);
  });

  it('find a queue that is created only later', async () => {
    await bench.queue.delete();
    const bodies: unknown[] = [];
    useHandlers({ work: (body: unknown) => void bodies.push(body) });
    await bench.start();
    await bench.queue.create();
    await bench.put('late');
    await eventually(() => bodies.length === 1);
    expect(bodies).toEqual(['late']);
  });

  it('give the message’s metadata', async () => {
    let metadata: InvocationContext['triggerMetadata'];
    useHandlers({
      work: (_body: unknown, context: InvocationContext) => {
        metadata = context.triggerMetadata;
      },
    });
    const sent = await bench.put('plain');
    await (await bench.start()).drainQueues(15_000);
    expect(metadata).toEqual({
      queueTrigger: 'plain',
      dequeueCount: 1,
      id: sent.messageId,
      popReceipt: expect.any(String),
      insertionTime: sent.insertedOn.toISOString().replace('.000Z', '+00:00'),
      expirationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
      nextVisibleTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
    });
  });

  it('let the body’s top-level properties overwrite the metadata, ignoring case', async () => {
    let metadata: InvocationContext['triggerMetadata'];
    useHandlers({
      work: (_body: unknown, context: InvocationContext) => {
        metadata = context.triggerMetadata;
      },
    });
    await bench.put('{"ID":"event-1","dequeuecount":99,"data":{"Deep":1},"tags":["a"],"gone":null,"on":true}');
    await (await bench.start()).drainQueues(15_000);
    expect(metadata).toMatchObject({ id: 'event-1', dequeueCount: 99, data: { deep: 1 }, on: 'True' });
    expect(metadata).not.toHaveProperty('tags');
    expect(metadata).not.toHaveProperty('gone');
  });

  it('renew the lease while the handler runs, so that nobody else gets the message', async () => {
    const done = gate();
    let runs = 0;
    useHandlers({
      work: async () => {
        runs++;
        await done.passed;
      },
    });
    await bench.put('slow');
    const { insertedOn } = await bench.put('slow too');
    await bench.start({ queue: { leaseMs: 2_000 } });
    await eventually(() => runs === 2);
    // Unrenewed, both would have been visible, and fetched again, twice by now.
    await eventually(() => Date.now() > insertedOn.getTime() + 5_000);
    expect((await bench.queue.receiveMessages({ numberOfMessages: 32 })).receivedMessageItems).toEqual([]);
    done.open();
    await bench.runtime?.drainQueues(15_000);
    expect(runs).toBe(2);
  });

  it('fetch the next batch only when few enough messages are running', async () => {
    const done = gate();
    let running = 0;
    useHandlers({
      work: async () => {
        running++;
        await done.passed;
      },
    });
    for (let message = 0; message < 12; message++) await bench.put(`message ${message}`);
    await bench.start();
    await eventually(() => running === 4);
    expect((await bench.queue.peekMessages({ numberOfMessages: 32 })).peekedMessageItems).toHaveLength(8);
    done.open();
    await bench.runtime?.drainQueues(15_000);
    expect(running).toBe(12);
  });

  it('finish what they fetched when the runtime stops, and fetch no more', async () => {
    const done = gate();
    let running = 0;
    let ended = 0;
    useHandlers({
      work: async () => {
        running++;
        await done.passed;
        ended++;
      },
    });
    for (let message = 0; message < 6; message++) await bench.put(`message ${message}`);
    const { stop } = await bench.start();
    await eventually(() => running === 4);
    const stopped = stop();
    done.open();
    await stopped;
    expect(ended).toBe(4);
    expect(await bench.depth(bench.queue)).toBe(2);
  });

  it('go on when the storage is away for a while', async () => {
    const bodies: unknown[] = [];
    useHandlers({ work: (body: unknown) => void bodies.push(body) });
    const env = { WORK_QUEUE: bench.queue.name, TICK_SCHEDULE: '0 0 0 1 1 *' };
    const away = bench.connectionString.replace(/AccountKey=[^;]+/, 'AccountKey=bm90IHRoZSBrZXk=');
    await bench.start({ env: { ...env, TestStorage: away } });
    await eventually(() => bench.log.entries.some(({ message }) => message.includes('reading messages failed')));
    expect(bench.log.entries.map(({ message }) => message).join()).not.toContain('bm90IHRoZSBrZXk=');
    await bench.runtime?.stop();
    await bench.put('still here');
    await (await bench.start()).drainQueues(15_000);
    expect(bodies).toEqual(['still here']);
  });
});
