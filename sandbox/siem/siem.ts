import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, jsonAnswer, textAnswer } from '../cloud/wire/answer';
import { type Fault, overlaid, Script, type Step } from '../cloud/wire/script';
import { type Call, delay, listen, readCall, send } from '../cloud/wire/server';
import type { Certificate } from '../tls';
import { type Delivery, parseDelivery } from './delivery';
import { isSigned } from './signature';

export interface SiemOptions {
  /** Without it the SIEM speaks plain HTTP. */
  readonly tls?: Certificate;
  /** `whsec_…`; a signature with any of them is good. */
  readonly secrets: readonly string[];
  /** Milliseconds since the epoch. Default: the system clock. */
  readonly now?: () => number;
}

/**
 * What the next well-signed delivery gets. Under an error status, a cut answer or a dropped connection it isn't kept,
 * unless `keep` says so: a receiver that stored it, but whose answer was lost.
 */
export interface SiemFault extends Fault {
  readonly keep?: boolean;
}

export interface ReceivingSiem {
  /** Where to post, without a trailing slash; any path is taken. */
  readonly url: string;
  /** Accepted deliveries in their order, repeats among them. */
  readonly deliveries: readonly Delivery[];
  /** How many accepted deliveries repeated an id. */
  readonly duplicates: number;
  /** How many had no good signature (401). */
  readonly badSignatures: number;
  /** How many were signed, but no JSON object with `data` (400). */
  readonly malformed: number;
  script(steps: readonly Step<SiemFault>[]): void;
  /** Replaces the secrets, as a rotation does. */
  setSecrets(secrets: readonly string[]): void;
  close(): Promise<void>;
}

interface State {
  secrets: readonly string[];
  readonly now: () => number;
  readonly script: Script<SiemFault>;
  readonly deliveries: Delivery[];
  readonly ids: Set<string>;
  badSignatures: number;
  malformed: number;
}

const key = 'deliveries';
/** Deliveries that the overview lists. */
const mostShown = 20;

/** Starts a webhook receiver on a free port of 127.0.0.1 that verifies every signature, keeps what it accepted and shows it to a GET. */
export async function startSiem(options: SiemOptions): Promise<ReceivingSiem> {
  const state: State = {
    secrets: options.secrets,
    now: options.now ?? Date.now,
    script: new Script<SiemFault>(),
    deliveries: [],
    ids: new Set(),
    badSignatures: 0,
    malformed: 0,
  };
  const listener = await listen(options.tls, (request, response) => {
    void receive(state, request, response);
  });
  return {
    url: listener.url,
    deliveries: state.deliveries,
    get duplicates() {
      return state.deliveries.length - state.ids.size;
    },
    get badSignatures() {
      return state.badSignatures;
    },
    get malformed() {
      return state.malformed;
    },
    script: (steps) => state.script.add(key, steps),
    setSecrets: (secrets) => {
      state.secrets = secrets;
    },
    close: () => listener.close(),
  };
}

async function receive(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const call = await readCall(request);
  if (!call) return;
  if (call.method === 'GET') return send(response, overview(state), {}, state.now());
  const refused = refusal(state, call);
  const fault: SiemFault = (refused ? undefined : state.script.next(key)) ?? {};
  await delay(fault.delayMs ?? 0);
  const answer = overlaid(fault, () => refused ?? jsonAnswer(202, { accepted: true }), errorAnswer);
  const accepted = answer.status >= 200 && answer.status < 300 && fault.truncate === undefined;
  if (!refused && (fault.keep ?? accepted)) keep(state, call);
  send(response, answer, fault, state.now());
}

/** What a person sees who looks with a browser or curl. */
function overview({ deliveries, ids, badSignatures, malformed }: State): Answer {
  const latest = deliveries.slice(-mostShown).reverse();
  const shown = {
    accepted: deliveries.length,
    duplicates: deliveries.length - ids.size,
    badSignatures,
    malformed,
    latest: latest.map(({ receivedAt, tenantId, type, subject, time, rawBody }) => {
      const bytes = Buffer.byteLength(rawBody);
      return { receivedAt: new Date(receivedAt).toISOString(), tenantId, type, subject, time, bytes };
    }),
  };
  return textAnswer(200, `${JSON.stringify(shown, null, 2)}\n`);
}

function refusal(state: State, call: Call): Answer | undefined {
  if (call.method !== 'POST') return jsonAnswer(405, { error: 'post a webhook' }, { allow: 'POST' });
  if (!isSigned(call.body, call.headers, state.secrets, state.now())) {
    state.badSignatures += 1;
    return jsonAnswer(401, { error: 'the signature is not valid' });
  }
  if (parseDelivery(call, 0, false)) return undefined;
  state.malformed += 1;
  return jsonAnswer(400, { error: 'the body is no CloudEvent with data' });
}

function keep(state: State, call: Call): void {
  const delivery = parseDelivery(call, state.now(), state.ids.has(call.headers['webhook-id'] ?? ''));
  if (!delivery) return;
  state.deliveries.push(delivery);
  state.ids.add(delivery.id);
}

function errorAnswer(status: number): Answer {
  return jsonAnswer(status, { error: 'refused by the script' });
}
