import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from './app-directory';
import { StartError } from './start-error';

/** How all queue triggers of the app work. Durations are in milliseconds. */
export interface QueueSettings {
  readonly batchSize: number;
  /** Another batch is fetched when at most this many messages are being processed. */
  readonly newBatchThreshold: number;
  readonly maxDequeueCount: number;
  /** How long a failed message stays hidden before it is tried again. */
  readonly visibilityTimeoutMs: number;
  readonly maxPollingIntervalMs: number;
  readonly messageEncoding: 'base64' | 'none';
  /** How long a message is hidden while it is processed; renewed at half. Not in host.json: the host has it fixed. */
  readonly leaseMs: number;
}

export interface HostSettings {
  readonly routePrefix: string;
  /** Without an extension bundle the host knows no queue triggers. */
  readonly hasExtensionBundle: boolean;
  readonly queues: QueueSettings;
}

const timeSpan = z
  .string()
  .regex(/^(\d+\.)?([01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d(\.\d+)?$/, 'has to be a time span such as 00:00:30')
  .transform((text) => {
    const [, days = '0', hours = '0', minutes = '0', seconds = '0'] =
      /^(?:(\d+)\.)?(\d+):(\d+):([\d.]+)$/.exec(text) ?? [];
    return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  });

/** Defaults and bounds: learn.microsoft.com, "Azure Queue storage trigger and bindings", host.json settings. */
const queueSection = z
  .object({
    batchSize: z.int().min(1).max(32).default(16),
    newBatchThreshold: z.int().min(0).optional(),
    maxDequeueCount: z.int().min(1).default(5),
    visibilityTimeout: timeSpan.default(0),
    maxPollingInterval: timeSpan.refine((ms) => ms >= 100, 'has to be at least 100 ms').default(60_000),
    messageEncoding: z.enum(['base64', 'none']).default('base64'),
  })
  .transform((queues) => ({
    ...queues,
    newBatchThreshold: queues.newBatchThreshold ?? Math.floor(queues.batchSize / 2),
  }));

const hostJson = z.object({
  version: z.literal('2.0'),
  extensionBundle: z.object({ id: z.string() }).optional(),
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default('api') }).prefault({}),
      queues: queueSection.prefault({}),
    })
    .prefault({}),
});

const hostLeaseMs = 10 * 60_000;

/** Reads host.json. Rejects what the host would refuse too, naming every fault. */
export function readHostJson(appDir: string): HostSettings {
  const file = join(appDir, 'host.json');
  if (!existsSync(file)) throw new StartError(`${appDir} is no function app: it has no host.json.`);
  const parsed = hostJson.safeParse(readJson(file));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new StartError(`${file}: ${faults.join('; ')}`);
  }
  const { extensions, extensionBundle } = parsed.data;
  const { visibilityTimeout, maxPollingInterval, ...queues } = extensions.queues;
  return {
    routePrefix: extensions.http.routePrefix,
    hasExtensionBundle: extensionBundle !== undefined,
    queues: {
      ...queues,
      visibilityTimeoutMs: visibilityTimeout,
      maxPollingIntervalMs: maxPollingInterval,
      leaseMs: hostLeaseMs,
    },
  };
}
