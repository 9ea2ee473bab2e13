import type { InvocationContext } from '@azure/functions';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../sandbox/azurite';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../sandbox/runtime/runtime';
import { eventually, fixture, gate, logCollector, useHandlers } from './support';

describe('queue triggers', () => {
  let azurite: Azurite;
  let service: QueueServiceClient;
  let queue: QueueClient;
  let poison: QueueClient;
  let runtime: Runtime | undefined;
  let count = 0;
  const log = logCollector();

  beforeAll(async () => {
    azurite = await startAzurite();
    service = QueueServiceClient.fromConnectionString(azurite.connectionString);
  });
  afterAll(() => azurite.stop());
  beforeEach(async () => {
    queue = service.getQueueClient(`work-${++count}`);
    poison = service.getQueueClient(`work-${count}-poison`);
    await queue.create();
    log.entries.length = 0;
  });
  afterEach(async () => {
    await runtime?.stop();
    runtime = undefined;
  });

  const put = (text: string) => queue.sendMessage(Buffer.from(text).toString('base64'), { messageTimeToLive: -1 });
  const depth = async (client: QueueClient) => (await client.getProperties()).approximateMessagesCount ?? 0;
  const start = async (options: Partial<RuntimeOptions> = {}) => {
    const env = { WORK_QUEUE: queue.name, TestStorage: azurite.connectionString, TICK_SCHEDULE: '0 0 0 1 1 *' };
    runtime = await startRuntime({
      appDir: fixture('app'),
      env,
      timers: 'manual',
      onLog: log.onLog,
      ...options,
    });
    return runtime;
  };

  it('hand over parsed JSON, or else the text, and delete what succeeded', async () => {
    const bodies: unknown[] = [];
    useHandlers({ work: (body: unknown) => void bodies.push(body) });
    for (const text of ['{"id":"ä","n":1}', 'not {json', '123', '"quoted"']) await put(text);
    await (await start()).drainQueues(15_000);
    expect(bodies).toHaveLength(4);
    expect(bodies).toEqual(expect.arrayContaining([{ id: 'ä', n: 1 }, 'not {json', 123, 'quoted']));
    expect(await depth(queue)).toBe(0);
  });

  it('find a queue that is created only later', async () => {
    await queue.delete();
    const bodies: unknown[] = [];
    useHandlers({ work: (body: unknown) => void bodies.push(body) });
    await start();
    queue = service.getQueueClient(`work-${count}`);
    await queue.create();
    await put('late');
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
    const sent = await put('plain');
    await (await start()).drainQueues(15_000);
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
    await put('{"ID":"event-1","dequeuecount":99,"data":{"Deep":1},"tags":["a"],"gone":null,"on":true}');
    await (await start()).drainQueues(15_000);
    expect(metadata).toMatchObject({ id: 'event-1', dequeueCount: 99, data: { deep: 1 }, on: 'True' });
    expect(metadata).not.toHaveProperty('tags');
    expect(metadata).not.toHaveProperty('gone');
  });

  it('try a failed message again after the visibility timeout, then poison it with the default time to live', async () => {
    const attempts: { count: unknown; at: number }[] = [];
    useHandlers({
      work: (_body: unknown, context: InvocationContext) => {
        attempts.push({ count: context.triggerMetadata?.dequeueCount, at: Date.now() });
        throw new Error('destination is down');
      },
    });
    await put('{"bad":"message"}');
    await start({ queue: { visibilityTimeoutMs: 1_000 } });
    await eventually(() => poison.exists());
    await eventually(async () => (await depth(poison)) === 1 && (await depth(queue)) === 0);
    expect(attempts.map((attempt) => attempt.count)).toEqual([1, 2, 3]);
    const [first = { at: 0 }, second = { at: 0 }] = attempts;
    expect(second.at - first.at).toBeGreaterThanOrEqual(900);
    const [buried] = (await poison.receiveMessages()).receivedMessageItems;
    expect(Buffer.from(buried?.messageText ?? '', 'base64').toString()).toBe('{"bad":"message"}');
    expect((buried?.expiresOn.getTime() ?? 0) - (buried?.insertedOn.getTime() ?? 0)).toBe(7 * 24 * 3600_000);
    expect(log.entries.filter(({ level }) => level === 'warning').map(({ message }) => message)).toEqual([
      `Message has reached MaxDequeueCount of 3. Moving message to queue '${poison.name}'.`,
    ]);
  });

  it('poison what isn’t base64 as it is, without asking the handler', async () => {
    let ran = false;
    useHandlers({
      work: () => {
        ran = true;
      },
    });
    await queue.sendMessage('{"plain":"json"}');
    await start();
    await eventually(() => poison.exists());
    await eventually(async () => (await depth(poison)) === 1 && (await depth(queue)) === 0);
    const [buried] = (await poison.receiveMessages()).receivedMessageItems;
    expect([ran, buried?.messageText]).toEqual([false, '{"plain":"json"}']);
  });

  it('poison without asking what was already tried too often', async () => {
    let ran = false;
    useHandlers({
      work: () => {
        ran = true;
      },
    });
    await put('crashed three times');
    for (const _ of [1, 2, 3]) {
      const [message] = (await queue.receiveMessages()).receivedMessageItems;
      await queue.updateMessage(message?.messageId ?? '', message?.popReceipt ?? '', undefined, 0);
    }
    await start();
    await eventually(() => poison.exists());
    await eventually(async () => (await depth(poison)) === 1 && (await depth(queue)) === 0);
    expect(ran).toBe(false);
  });

  it('have no poison queue for a poison queue: a failed message stays hidden until its lease ends', async () => {
    const attempts: unknown[] = [];
    useHandlers({
      buried: (_body: unknown, context: InvocationContext) => {
        attempts.push(context.triggerMetadata?.dequeueCount);
        throw new Error('no room');
      },
    });
    await poison.create();
    await poison.sendMessage(Buffer.from('evidence').toString('base64'));
    await start({ appDir: fixture('poison'), queue: { leaseMs: 2_000, visibilityTimeoutMs: 0 } });
    const started = Date.now();
    await eventually(() => attempts.length === 2);
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_000);
    expect(attempts).toEqual([1, 2]);
    expect(await depth(poison)).toBe(1);
    expect(await service.getQueueClient(`${poison.name}-poison`).exists()).toBe(false);
  });

  it('never ask again for a message of a poison queue that was tried too often, and leave it there', async () => {
    let ran = false;
    useHandlers({
      buried: () => {
        ran = true;
      },
    });
    await poison.create();
    await poison.sendMessage(Buffer.from('evidence').toString('base64'));
    for (const _ of [1, 2, 3]) {
      const [message] = (await poison.receiveMessages()).receivedMessageItems;
      await poison.updateMessage(message?.messageId ?? '', message?.popReceipt ?? '', undefined, 0);
    }
    await start({ appDir: fixture('poison') });
    await eventually(async () => (await poison.peekMessages()).peekedMessageItems.length === 0);
    await runtime?.stop();
    expect([ran, await depth(poison)]).toEqual([false, 1]);
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
    await put('slow');
    const { insertedOn } = await put('slow too');
    await start({ queue: { leaseMs: 2_000 } });
    await eventually(() => runs === 2);
    // Unrenewed, both would have been visible, and fetched again, twice by now.
    await eventually(() => Date.now() > insertedOn.getTime() + 5_000);
    expect((await queue.receiveMessages({ numberOfMessages: 32 })).receivedMessageItems).toEqual([]);
    done.open();
    await runtime?.drainQueues(15_000);
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
    for (let message = 0; message < 12; message++) await put(`message ${message}`);
    await start();
    await eventually(() => running === 4);
    expect((await queue.peekMessages({ numberOfMessages: 32 })).peekedMessageItems).toHaveLength(8);
    done.open();
    await runtime?.drainQueues(15_000);
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
    for (let message = 0; message < 6; message++) await put(`message ${message}`);
    const { stop } = await start();
    await eventually(() => running === 4);
    const stopped = stop();
    done.open();
    await stopped;
    expect(ended).toBe(4);
    expect(await depth(queue)).toBe(2);
  });

  it('go on when the storage is away for a while', async () => {
    const bodies: unknown[] = [];
    useHandlers({ work: (body: unknown) => void bodies.push(body) });
    const env = { WORK_QUEUE: queue.name, TICK_SCHEDULE: '0 0 0 1 1 *' };
    const away = azurite.connectionString.replace(/AccountKey=[^;]+/, 'AccountKey=bm90IHRoZSBrZXk=');
    await start({ env: { ...env, TestStorage: away } });
    await eventually(() => log.entries.some(({ message }) => message.includes('reading messages failed')));
    expect(log.entries.map(({ message }) => message).join()).not.toContain('bm90IHRoZSBrZXk=');
    await runtime?.stop();
    await put('still here');
    await (await start()).drainQueues(15_000);
    expect(bodies).toEqual(['still here']);
  });
});
