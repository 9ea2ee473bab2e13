import * as z from 'zod';
import type { Secrets } from '../access/access';
import type { Clock, Random } from '../clock';
import type { HttpSend } from '../http/http';
import type { Destination } from './destination';

/** What every destination may use of the outside world. */
export interface DestinationTools {
  readonly http: HttpSend;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Random;
  /** ALLOW_PRIVATE_DESTINATIONS */
  readonly allowPrivate: boolean;
}

/** One kind of destination: what its settings look like, and how it is made of them. */
export interface DestinationType<Settings> {
  /** The faults of this schema must not repeat values: a URL can carry a token. */
  settingsSchema(options: { readonly allowPrivate: boolean }): z.ZodType<Settings>;
  create(settings: Settings, tools: DestinationTools): Destination;
}

/** A destination ready to send, or what is wrong with its settings. */
export type Opened =
  | { readonly destination: Destination; readonly heartbeat: boolean }
  | { readonly faults: readonly string[] };

/** Opens a destination from the JSON in its column `settings`. */
export type OpenDestination = (settings: string, tools: DestinationTools) => Opened;

/** Keys that the settings of every type may have beside their own. */
const commonSettings = z.object({
  heartbeat: z.boolean('must be true or false').default(false),
});

/** Ties schema and constructor together, so that the registry needn't know the type of the settings. */
export function openerOf<Settings>(type: DestinationType<Settings>): OpenDestination {
  // Made once: a schema costs more to make than to use, and rows are read again every ten seconds.
  const anywhere = type.settingsSchema({ allowPrivate: true });
  const publicOnly = type.settingsSchema({ allowPrivate: false });
  return (settings, tools) => {
    const json = parseJson(settings);
    if (!isObject(json)) return { faults: ['settings must be a JSON object.'] };
    const { heartbeat, ...own } = json;
    const common = commonSettings.safeParse({ heartbeat });
    const parsed = (tools.allowPrivate ? anywhere : publicOnly).safeParse(own);
    if (!common.success) return { faults: faultsOf('settings', common.error) };
    if (!parsed.success) return { faults: faultsOf('settings', parsed.error) };
    return { destination: type.create(parsed.data, tools), ...common.data };
  };
}

/** Each fault with the path of the key it belongs to, such as `settings.url: …`. */
export function faultsOf(column: string, error: z.ZodError): readonly string[] {
  return error.issues.map(({ path, message }) => `${[column, ...path.map(String)].join('.')}: ${message}.`);
}

/** Undefined when it isn't JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
