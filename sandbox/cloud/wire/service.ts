import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer';
import { overlaid, type Script } from './script';
import { type Call, delay, readCall, send } from './server';

export type ServiceName = 'entra' | 'identity' | 'vault' | 'xdr' | 'mde';

/** What can be scripted, per tenant. The vault's calls belong to the tenant of the caller's token, the identity's to none. */
export type Route = 'discovery' | 'token' | 'identity' | 'secrets' | 'incidents' | 'alerts';

/** One call in the request log. It holds no header and no body, and so no secret. */
export interface LoggedRequest {
  /** Milliseconds since the epoch, by the simulator's clock, when the call had been read. */
  readonly at: number;
  readonly service: ServiceName;
  readonly tenantId?: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** 0 for a connection that was dropped. */
  readonly status: number;
  /** How many records the answer showed. */
  readonly records?: number;
}

/** What a hook is told of a call before its answer is computed. */
export type SeenRequest = Pick<LoggedRequest, 'at' | 'service' | 'tenantId' | 'method' | 'path' | 'query'>;

export type RequestHook = (request: SeenRequest) => void | Promise<void>;

/** A call after the service has looked at who calls. Without a route it can't be scripted, and hooks aren't told. */
export interface Opened {
  readonly service: ServiceName;
  readonly tenantId?: string;
  readonly route?: Route;
  readonly answer: () => Answer;
}

export interface Service {
  open(call: Call): Opened;
  /** The service's own error body for a status that a script asks for. */
  errorAnswer(status: number): Answer;
}

/** What the pipeline around every service shares. */
export interface Surroundings {
  readonly now: () => number;
  readonly latencyMs: number;
  readonly script: Script;
  readonly hooks: Set<RequestHook>;
  readonly requests: LoggedRequest[];
}

export function scriptKey(tenantId: string | undefined, route: Route): string {
  return `${tenantId ?? ''}/${route}`;
}

/** Handles one call: who calls, hooks, script, the service's own answer, log, then the wire. */
export async function serve(
  service: Service,
  around: Surroundings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const call = await readCall(request);
  if (!call) return;
  const at = around.now();
  const opened = service.open(call);
  const { service: name, tenantId, route } = opened;
  const seen = { at, service: name, ...(tenantId ? { tenantId } : {}), ...pathOf(call) };
  if (route) for (const hook of around.hooks) await hook(seen);

  const fault = (route && around.script.next(scriptKey(tenantId, route))) ?? {};
  const answer = overlaid(fault, opened.answer, service.errorAnswer);
  await delay(around.latencyMs + (fault.delayMs ?? 0));

  const records = answer.records === undefined ? {} : { records: answer.records };
  around.requests.push({ ...seen, status: answer.status, ...records });
  if (!response.destroyed) answer.shown?.();
  send(response, answer, fault, around.now());
}

function pathOf({ method, path, query }: Call): Pick<LoggedRequest, 'method' | 'path' | 'query'> {
  return { method, path, query };
}
