import type { InvocationContext } from '@azure/functions';
import { describe, expect, it } from 'vitest';
import { QueueBench } from './queue-bench';
import { eventually, fixture, useHandlers } from './support';

describe('poison queues', () => {
  const bench = new QueueBench();

  it('try a failed message again after the visibility timeout, then poison it with the default time to live', async () => {
    const attempts: { count: unknown; at: number }[] = [];
    useHandlers({
      work: (_body: unknown, context: InvocationContext) => {
        attempts.push({ count: context.triggerMetadata?.dequeueCount, at: Date.now() });
        throw new Error('destination is down');
      },
    });
    await bench.put('{"bad":"message"}');
    await bench.start({ queue: { visibilityTimeoutMs: 1_000 } });
    await eventually(() => bench.poison.exists());
    await eventually(async () => (await bench.depth(bench.poison)) === 1 && (await bench.depth(bench.queue)) === 0);
    expect(attempts.map((attempt) => attempt.count)).toEqual([1, 2, 3]);
    const [first = { at: 0 }, second = { at: 0 }] = attempts;
    expect(second.at - first.at).toBeGreaterThanOrEqual(900);
    const [buried] = (await bench.poison.receiveMessages()).receivedMessageItems;
    expect(Buffer.from(buried?.messageText ?? '', 'base64').toString()).toBe('{"bad":"message"}');
    expect((buried?.expiresOn.getTime() ?? 0) - (buried?.insertedOn.getTime() ?? 0)).toBe(7 * 24 * 3600_000);
    expect(bench.log.entries.filter(({ level }) => level === 'warning').map(({ message }) => message)).toEqual([
      `Message has reached MaxDequeueCount of 3. Moving message to queue '${bench.poison.name}'.`,
    ]);
  });

  it('poison what isn’t base64 as it is, without asking the handler', async () => {
    let ran = false;
    useHandlers({
      work: () => {
        ran = true;
      },
    });
    await bench.queue.sendMessage('{"plain":"json"}');
    await bench.start();
    await eventually(() => bench.poison.exists());
    await eventually(async () => (await bench.depth(bench.poison)) === 1 && (await bench.depth(bench.queue)) === 0);
    const [buried] = (await bench.poison.receiveMessages()).receivedMessageItems;
    expect([ran, buried?.messageText]).toEqual([false, '{"plain":"json"}']);
  });

  it('poison without asking what was already tried too often', async () => {
    let ran = false;
    useHandlers({
      work: () => {
        ran = true;
      },
    });
    await bench.put('crashed three times');
    for (const _ of [1, 2, 3]) {
      const [message] = (await bench.queue.receiveMessages()).receivedMessageItems;
      await bench.queue.updateMessage(message?.messageId ?? '', message?.popReceipt ?? '', undefined, 0);
    }
    await bench.start();
    await eventually(() => bench.poison.exists());
    await eventually(async () => (await bench.depth(bench.poison)) === 1 && (await bench.depth(bench.queue)) === 0);
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
    await bench.poison.create();
    await bench.poison.sendMessage(Buffer.from('evidence').toString('base64'));
    await bench.start({ appDir: fixture('poison'), queue: { leaseMs: 2_000, visibilityTimeoutMs: 0 } });
    const started = Date.now();
    await eventually(() => attempts.length === 2);
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_000);
    expect(attempts).toEqual([1, 2]);
    expect(await bench.depth(bench.poison)).toBe(1);
    expect(await bench.service.getQueueClient(`${bench.poison.name}-poison`).exists()).toBe(false);
  });

  it('never ask again for a message of a poison queue that was tried too often, and leave it there', async () => {
    let ran = false;
    useHandlers({
      buried: () => {
        ran = true;
      },
    });
    await bench.poison.create();
    await bench.poison.sendMessage(Buffer.from('evidence').toString('base64'));
    for (const _ of [1, 2, 3]) {
      const [message] = (await bench.poison.receiveMessages()).receivedMessageItems;
      await bench.poison.updateMessage(message?.messageId ?? '', message?.popReceipt ?? '', undefined, 0);
    }
    await bench.start({ appDir: fixture('poison') });
    await eventually(async () => (await bench.poison.peekMessages()).peekedMessageItems.length === 0);
    await bench.runtime?.stop();
    expect([ran, await bench.depth(bench.poison)]).toEqual([false, 1]);
  });
});
