import type { HttpRequest, HttpResponse } from '../../../shared/http/http';
import { parseInstant } from '../../../shared/instant';

const parsed = Symbol('parsed');

interface Instants {
  readonly lastUpdateTime: bigint;
  readonly createdTime: bigint;
}

/** One version of an incident as the API shows it. Instants are RFC 3339 texts. */
export interface FakeIncident {
  readonly incidentId: number;
  readonly lastUpdateTime: string;
  readonly createdTime: string;
  /** Milliseconds since the epoch before which nobody sees it. */
  readonly visibleAt: number;
  readonly [parsed]?: Instants;
}

export interface FakeDefenderOptions {
  readonly now: () => number;
  /** Which of more records than asked for are answered, and in which order. */
  readonly order?: (records: FakeIncident[]) => FakeIncident[];
  readonly latencyMs?: () => number;
  readonly advance?: (ms: number) => void;
  /** Called before an answer is computed. */
  readonly beforeAnswer?: () => void;
}

const clause = /(\w+) (ge|gt|lt|le|eq) (\S+)/g;

/** The incidents API of one tenant in memory: filters exactly, answers at most `$top`, keeps the newest version of each. */
export class FakeDefender {
  readonly incidents = new Map<number, FakeIncident>();
  /** Every request made, in order. */
  readonly urls: string[] = [];
  /** What the next requests are answered instead, one each; throwing is a fault of the network. */
  readonly answers: (() => HttpResponse)[] = [];
  /** What every request is answered instead, while it is set. */
  always: (() => HttpResponse) | undefined;

  constructor(private readonly options: FakeDefenderOptions) {}

  put(incident: FakeIncident): void {
    // Parsed once: thousands of incidents are filtered on every request.
    this.incidents.set(incident.incidentId, { ...incident, [parsed]: instantsOf(incident) });
  }

  readonly send = async (request: HttpRequest): Promise<HttpResponse> => {
    this.options.advance?.(this.options.latencyMs?.() ?? 0);
    this.urls.push(request.url);
    const scripted = this.answers.shift() ?? this.always;
    if (scripted) return scripted();
    this.options.beforeAnswer?.();
    return this.answerTo(request.url);
  };

  /** What the API answers when nothing is wrong with it. */
  answerTo(address: string): HttpResponse {
    const url = new URL(address);
    const top = Number(url.searchParams.get('$top'));
    const skip = Number(url.searchParams.get('$skip') ?? 0);
    if (top > 100) return this.answer(400, { error: { code: 'BadRequest', message: '$top', target: '' } });
    const matching = this.matching(url.searchParams.get('$filter') ?? '');
    const value = matching.slice(skip, skip + top).map(({ visibleAt: _hidden, ...incident }) => ({
      ...incident,
      severity: 'High',
      alerts: [],
    }));
    return this.answer(200, { value });
  }

  answer(status: number, body: object | string, headers: Record<string, string> = {}): HttpResponse {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const date = new Date(this.options.now()).toUTCString();
    return { status, headers: { date, ...headers }, body: Buffer.from(text) };
  }

  private matching(filter: string): FakeIncident[] {
    const now = this.options.now();
    const clauses = [...filter.matchAll(clause)].map(([, field, operator, bound]) => ({
      field: field as 'lastUpdateTime' | 'createdTime',
      operator: operator as string,
      bound: parseInstant(bound as string) as bigint,
    }));
    const matching = [...this.incidents.values()].filter(
      (incident) =>
        incident.visibleAt <= now &&
        clauses.every(({ field, operator, bound }) => compare(ticksOf(incident)[field], operator, bound)),
    );
    const order = this.options.order ?? newestFirst;
    return order(matching);
  }
}

function compare(value: bigint, operator: string, bound: bigint): boolean {
  if (operator === 'ge') return value >= bound;
  if (operator === 'gt') return value > bound;
  if (operator === 'le') return value <= bound;
  if (operator === 'lt') return value < bound;
  return value === bound;
}

function instantsOf(incident: FakeIncident): Instants {
  return {
    lastUpdateTime: parseInstant(incident.lastUpdateTime) as bigint,
    createdTime: parseInstant(incident.createdTime) as bigint,
  };
}

function ticksOf(incident: FakeIncident): Instants {
  return incident[parsed] ?? instantsOf(incident);
}

export function newestFirst(incidents: FakeIncident[]): FakeIncident[] {
  const ticks = (incident: FakeIncident) => ticksOf(incident).lastUpdateTime;
  return incidents.sort((a, b) => (ticks(a) === ticks(b) ? a.incidentId - b.incidentId : ticks(a) > ticks(b) ? -1 : 1));
}
