import type { z } from 'zod';
import type { Secrets } from '../access/access';
import type { Clock } from '../clock';
import type { HttpSend } from '../http/http';
import type { Destination } from './destination';

/** What every destination may use of the outside world. */
export interface DestinationTools {
  readonly http: HttpSend;
  readonly secrets: Secrets;
  readonly clock: Clock;
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
export type Opened = { readonly destination: Destination } | { readonly faults: readonly string[] };

/** Opens a destination from the JSON in its column `settings`. */
export type OpenDestination = (settings: string, tools: DestinationTools) => Opened;

/** Ties schema and constructor together, so that the registry needn't know the type of the settings. */
export function openerOf<Settings>(type: DestinationType<Settings>): OpenDestination {
  return (settings, tools) => {
    const json = parseJson(settings);
    if (json === undefined) return { faults: ['settings must be a JSON object.'] };
    const parsed = type.settingsSchema(tools).safeParse(json);
    if (parsed.success) return { destination: type.create(parsed.data, tools) };
    return { faults: faultsOf('settings', parsed.error) };
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
