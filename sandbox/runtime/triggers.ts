import { z } from 'zod';
import type { FunctionMetadata } from './core-contract';
import { type Environment, resolveSettings } from './environment';
import type { HostSettings } from './host-json';
import { parseRoute, type Route } from './http-route';
import { triggerBindingOf } from './invocation';
import { parseSchedule, type Schedule } from './schedule';
import { StartError } from './start-error';

/** What starts a function. */
export type Trigger =
  | {
      readonly kind: 'timer';
      readonly schedule: Schedule;
      readonly useMonitor: boolean;
      readonly runOnStartup: boolean;
    }
  | { readonly kind: 'queue'; readonly queueName: string; readonly connection: string | undefined }
  | { readonly kind: 'http'; readonly route: Route };

const timerBinding = z.object({
  schedule: z.string(),
  useMonitor: z.boolean().default(true),
  runOnStartup: z.boolean().default(false),
});
const queueBinding = z.object({ queueName: z.string(), connection: z.string().optional() });
const httpBinding = z.object({ route: z.string().optional(), methods: z.array(z.string()) });

/**
 * Reads how a function is started from its registration.
 *
 * @throws StartError for kinds of triggers and bindings that this runtime doesn't imitate, for a bad schedule or
 * route, and for a `%SETTING%` that isn't set
 */
export function readTrigger(metadata: FunctionMetadata, settings: HostSettings, environment: Environment): Trigger {
  const { name, bindings } = metadata;
  const { name: triggerName, binding } = triggerBindingOf(bindings);
  for (const [other, { type }] of Object.entries(bindings)) {
    if (other !== triggerName && type !== 'http') throw notImitated(name, `the binding type '${type}'`);
  }
  const resolve = (text: string) => resolveSettings(text, environment, name);
  switch (binding.type) {
    case 'timerTrigger': {
      const { schedule, ...rest } = parse(timerBinding, binding, name);
      return { kind: 'timer', schedule: parseSchedule(resolve(schedule), name), ...rest };
    }
    case 'queueTrigger': {
      const { queueName, connection } = parse(queueBinding, binding, name);
      return { kind: 'queue', queueName: resolve(queueName), connection };
    }
    case 'httpTrigger': {
      const { route, methods } = parse(httpBinding, binding, name);
      return { kind: 'http', route: parseRoute(settings.routePrefix, resolve(route ?? name), methods, name) };
    }
    default:
      throw notImitated(name, `the trigger '${binding.type}'`);
  }
}

const notImitated = (name: string, what: string) =>
  new StartError(`${name}: the local runtime doesn't imitate ${what}. Use Azure Functions Core Tools for it.`);

function parse<T>(schema: z.ZodType<T>, binding: object, name: string): T {
  const parsed = schema.safeParse(binding);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new StartError(`${name}: its trigger is not complete. ${faults.join('; ')}`);
}
