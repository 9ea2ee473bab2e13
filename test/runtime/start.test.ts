import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { readHostJson } from '../../sandbox/runtime/host-json';
import { StartError, startRuntime } from '../../sandbox/runtime/runtime';
import { fixture, useHandlers } from './support';

const onLog = () => undefined;
const env = { WORK_QUEUE: 'none', TestStorage: 'UseDevelopmentStorage=true', TICK_SCHEDULE: '0 0 0 1 1 *' };
const coreIsThere = () => {
  try {
    return Boolean(createRequire(__filename)('@azure/functions-core'));
  } catch {
    return false;
  }
};

describe('starting an app', () => {
  it('registers through Microsoft’s library, in the order of the app, again and again', async () => {
    useHandlers({});
    for (const time of [1, 2]) {
      const runtime = await startRuntime({ appDir: fixture('app'), env, onLog });
      expect(runtime.functions, `start ${time}`).toEqual([
        'tick',
        'work',
        'greet',
        'greet-everybody',
        'files',
        'plain',
      ]);
      expect(coreIsThere()).toBe(true);
      await runtime.stop();
      expect(coreIsThere()).toBe(false);
    }
  });

  it('passes on what the app throws, and leaves nothing behind', async () => {
    const start = startRuntime({ appDir: fixture('refusing'), env: { ONLY_HERE: '1' }, onLog });
    await expect(start).rejects.toThrow(/^Settings are not valid: KEY_VAULT_URL is missing\.$/);
    expect(coreIsThere()).toBe(false);
    expect(process.env.ONLY_HERE).toBeUndefined();
  });

  it('refuses a second runtime in the same process', async () => {
    useHandlers({});
    const runtime = await startRuntime({ appDir: fixture('app'), env, onLog });
    await expect(startRuntime({ appDir: fixture('app'), env, onLog })).rejects.toThrow('already runs in this process');
    await runtime.stop();
  });

  it.each([
    [
      'a setting that a schedule names',
      { WORK_QUEUE: 'none' },
      /^tick: '%TICK_SCHEDULE%' does not resolve to a value\. Set TICK_SCHEDULE\.$/,
    ],
    ['a schedule', { ...env, TICK_SCHEDULE: 'hourly' }, /^tick: the schedule 'hourly' is not an NCRONTAB/],
    ['a connection', { ...env, TestStorage: '' }, /^work: its queue trigger uses the connection 'TestStorage'\. Set/],
    [
      'a connection string',
      { ...env, TestStorage: 'AccountKey=hunter2' },
      /^work: the setting TestStorage is not a conn/,
    ],
  ])('refuses %s that is missing or wrong', async (_, settings, message) => {
    useHandlers({});
    const error = await startRuntime({ appDir: fixture('app'), env: settings, onLog }).catch((reason) => reason);
    expect(error).toBeInstanceOf(StartError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('hunter2');
    expect(coreIsThere()).toBe(false);
  });

  it('refuses triggers that it does not imitate instead of never firing them', async () => {
    const start = startRuntime({ appDir: fixture('unsupported'), onLog });
    await expect(start).rejects.toThrow("uploads: the local runtime doesn't imitate the trigger 'blobTrigger'");
  });

  it('refuses a directory that holds no app', async () => {
    await expect(startRuntime({ appDir: __dirname, onLog })).rejects.toThrow('it has no host.json');
  });
});

describe('host.json', () => {
  it('has the host’s defaults', () => {
    expect(readHostJson(fixture('refusing'))).toEqual({
      routePrefix: 'api',
      hasExtensionBundle: false,
      queues: {
        batchSize: 16,
        newBatchThreshold: 8,
        maxDequeueCount: 5,
        visibilityTimeoutMs: 0,
        maxPollingIntervalMs: 60_000,
        messageEncoding: 'base64',
        leaseMs: 600_000,
      },
    });
  });

  it('of this project is understood', () => {
    expect(readHostJson(`${__dirname}/../..`).queues).toMatchObject({
      visibilityTimeoutMs: 30_000,
      maxPollingIntervalMs: 5_000,
      messageEncoding: 'base64',
    });
  });
});
