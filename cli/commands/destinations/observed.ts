import type { DestinationTools } from '../../../shared/destinations/destination-type';
import { RelayError } from '../../../shared/errors';
import type { HttpRequest } from '../../../shared/http/http';

/** What happened on the way of one event, where an outcome has only words for it. */
export type Sighting =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly tookMs: number;
      /** Where a redirect points, without path and query, which may hold a key. */
      readonly redirectsTo?: string;
    }
  | { readonly kind: 'no-answer'; readonly fault: RelayError; readonly timedOut: boolean }
  | { readonly kind: 'no-secret'; readonly fault: RelayError };

export interface Observer {
  /** To send with. */
  readonly tools: DestinationTools;
  /** The last that was seen; undefined when nothing was asked for. */
  sighting(): Sighting | undefined;
  /** As the receiver can find the event, if something was sent. */
  webhookId(): string | undefined;
}

/** Sends and reads secrets as `tools` does, and remembers what came of it. */
export function observed(tools: DestinationTools): Observer {
  let seen: Sighting | undefined;
  let sent: HttpRequest | undefined;
  return {
    sighting: () => seen,
    webhookId: () => sent?.headers['webhook-id'],
    tools: {
      ...tools,
      async http(request) {
        sent = request;
        const startedMs = tools.clock.now();
        try {
          const response = await tools.http(request);
          const redirectsTo = originOf(response.headers.location, request.url);
          const tookMs = tools.clock.now() - startedMs;
          seen = { kind: 'answer', status: response.status, tookMs, ...(redirectsTo && { redirectsTo }) };
          return response;
        } catch (error) {
          const timedOut = tools.clock.now() - startedMs >= request.timeoutMs;
          if (error instanceof RelayError) seen = { kind: 'no-answer', fault: error, timedOut };
          throw error;
        }
      },
      secrets: {
        forget: (name) => tools.secrets.forget(name),
        async get(name) {
          try {
            return await tools.secrets.get(name);
          } catch (error) {
            if (error instanceof RelayError) seen = { kind: 'no-secret', fault: error };
            throw error;
          }
        },
      },
    },
  };
}

function originOf(location: string | undefined, base: string): string | undefined {
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base).origin : undefined;
}
