import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseInstant } from '../../../shared/instant';
import { letters, lettersThenCut, type SentBody, sendPieces } from '../../http/big-bodies';

/** Instants are milliseconds since the epoch. */
export interface HugeIncident {
  readonly incidentId: number;
  readonly updated: number;
  readonly created?: number;
  /** How many letters it is padded with. */
  readonly bytes: number;
}

/** What was asked, and what went over the wire. */
export interface HugeAnswer {
  readonly tenant: string;
  readonly top: number;
  readonly ids: readonly number[];
  readonly body: SentBody;
}

export interface HugeApiOptions {
  readonly now: () => number;
}

const clause = /(\w+) (ge|lt) (\S+)/g;

/** The incidents APIs of many tenants behind one listener: filters exactly, the newest first, any size out of one small buffer. */
export class HugeIncidents {
  readonly answers: HugeAnswer[] = [];
  /** What a tenant's next requests get instead of incidents, one each. */
  readonly instead = new Map<string, ((response: ServerResponse) => void)[]>();
  /** After how many bytes the connection of a page is cut; undefined: never. */
  cutAfter: (page: readonly HugeIncident[]) => number | undefined = () => undefined;
  private readonly incidents = new Map<string, HugeIncident[]>();

  constructor(private readonly options: HugeApiOptions) {}

  put(tenant: string, ...added: readonly HugeIncident[]): void {
    const all = [...(this.incidents.get(tenant) ?? []), ...added];
    this.incidents.set(
      tenant,
      all.sort((a, b) => b.updated - a.updated || a.incidentId - b.incidentId),
    );
  }

  /** The incident is small from now on, though its last update stays. */
  shrink(tenant: string, incidentId: number): void {
    const all = this.incidents.get(tenant) ?? [];
    this.incidents.set(
      tenant,
      all.map((incident) => (incident.incidentId === incidentId ? { ...incident, bytes: 100 } : incident)),
    );
  }

  readonly listener = ({ url = '' }: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = new URL(url, 'https://localhost');
    const tenant = pathname.split('/')[1] ?? '';
    response.setHeader('date', new Date(this.options.now()).toUTCString());
    const instead = this.instead.get(tenant)?.shift();
    if (instead) {
      instead(response);
      return;
    }
    const [top, skip] = [Number(searchParams.get('$top')), Number(searchParams.get('$skip') ?? 0)];
    const page = this.matching(tenant, searchParams.get('$filter') ?? '').slice(skip, skip + top);
    const cut = this.cutAfter(page);
    // Larger pages come in chunks, and only reading tells how long they are; small ones say it, which keeps the tests quick.
    if (top <= 25 && cut === undefined) response.setHeader('content-length', lengthOf(page));
    const body = sendPieces(response, cut === undefined ? piecesOf(page) : lettersThenCut(cut));
    this.answers.push({ tenant, top, ids: page.map(({ incidentId }) => incidentId), body });
  };

  private matching(tenant: string, filter: string): HugeIncident[] {
    const clauses = [...filter.matchAll(clause)].map(([, field, operator, bound = '']) => ({
      member: field === 'createdTime' ? ('created' as const) : ('updated' as const),
      isLower: operator === 'ge',
      ms: Number((parseInstant(bound) ?? 0n) / 10_000n),
    }));
    const now = this.options.now();
    return (this.incidents.get(tenant) ?? []).filter(
      (incident) =>
        incident.updated <= now &&
        clauses.every(({ member, isLower, ms }) => {
          const value = incident[member] ?? incident.updated;
          return isLower ? value >= ms : value < ms;
        }),
    );
  }
}

function* piecesOf(page: readonly HugeIncident[]): Generator<Buffer | string> {
  yield '{"value":[';
  for (const [index, incident] of page.entries()) {
    yield `${index > 0 ? ',' : ''}${headOf(incident)}`;
    yield* letters(incident.bytes);
    yield '"}';
  }
  yield ']}';
}

function lengthOf(page: readonly HugeIncident[]): number {
  const records = page.map((incident) => headOf(incident).length + incident.bytes + '"}'.length);
  return '{"value":[]}'.length + records.reduce((sum, bytes) => sum + bytes, 0) + Math.max(0, page.length - 1);
}

function headOf({ incidentId, updated, created = updated }: HugeIncident): string {
  const [lastUpdateTime, createdTime] = [updated, created].map((ms) => new Date(ms).toISOString());
  const members = JSON.stringify({ incidentId, lastUpdateTime, createdTime, severity: 'High', alerts: [] });
  return `${members.slice(0, -1)},"padding":"`;
}
