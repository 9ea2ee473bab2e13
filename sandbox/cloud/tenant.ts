import { type Json, jsonText } from '../data/json-text';
import type { Random } from '../data/random';
import { stampedTimestamp } from '../data/timestamps';
import { collectionOf } from './defender/collections';
import type { ListOrder } from './defender/order';
import { RecordTable, type StoreOptions } from './defender/table';
import type { EntraErrorCode } from './entra/errors';
import type { Resource } from './entra/resources';
import { Ledger } from './ledger';

/** Application permissions that a tenant's administrator granted to an app, per API. */
export interface Grant {
  readonly xdr: readonly string[];
  readonly mde: readonly string[];
}

const readAll: Grant = { xdr: ['Incident.Read.All'], mde: ['Alert.Read.All'] };

/** A record as its JSON text, which is kept to the digit, or as a value. */
export type RecordInput = string | { readonly [name: string]: Json };

export interface TenantSurroundings {
  readonly now: () => number;
  readonly random: Random;
  /** The app that consent is for when no other is named. */
  readonly partnerClientId: string;
}

/** One customer's directory with its Defender data, and the switches for what can be wrong with it. */
export class SimulatedTenant {
  /** Gone from Entra: AADSTS90002. Tokens that were issued before stay valid, as in reality. */
  deleted = false;
  /** Without a licence the APIs answer 401 to a good token. */
  licensed = true;
  /** Entra refuses every token with this error, after it has checked the credential. */
  refusal: EntraErrorCode | undefined;
  /** APIs that were never provisioned here: AADSTS500011. */
  readonly absentResources = new Set<Resource>();
  order: ListOrder = 'newest-first';
  /** Whether a page that isn't the last names the next in `@odata.nextLink`. */
  nextLinks = false;
  readonly shown = new Ledger();
  readonly #tables = {
    incidents: new RecordTable(collectionOf('incidents')),
    alerts: new RecordTable(collectionOf('alerts')),
  };
  readonly #grants = new Map<string, Grant>();

  constructor(
    /** Lower case. */
    readonly id: string,
    private readonly around: TenantSurroundings,
  ) {}

  /** Admin consent. An empty list is an app that is known here without roles: Entra issues tokens without them. */
  consent(roles: Partial<Grant> = {}, clientId = this.around.partnerClientId): void {
    this.#grants.set(clientId, { ...readAll, ...roles });
  }

  /** Never consented, or the enterprise application was removed: AADSTS700016. */
  revokeConsent(clientId = this.around.partnerClientId): void {
    this.#grants.delete(clientId);
  }

  grantOf(clientId: string): Grant | undefined {
    return this.#grants.get(clientId);
  }

  addIncident(record: RecordInput, options: StoreOptions = {}): void {
    this.#tables.incidents.add(rawText(record), options);
  }

  /** Changes members, stamps `lastUpdateTime` unless it is among them, and returns the new text. Throws if unknown. */
  updateIncident(id: number | string, changes: Readonly<Record<string, Json>>, options: StoreOptions = {}): string {
    return this.#update('incidents', id, changes, options);
  }

  addAlert(record: RecordInput, options: StoreOptions = {}): void {
    this.#tables.alerts.add(rawText(record), options);
  }

  /** As `updateIncident`, for an alert of Defender for Endpoint. */
  updateAlert(id: string, changes: Readonly<Record<string, Json>>, options: StoreOptions = {}): string {
    return this.#update('alerts', id, changes, options);
  }

  table(route: 'incidents' | 'alerts'): RecordTable {
    return this.#tables[route];
  }

  #update(
    route: 'incidents' | 'alerts',
    id: number | string,
    changes: Readonly<Record<string, Json>>,
    options: StoreOptions,
  ): string {
    const now = this.around.now();
    const stamped = { lastUpdateTime: stampedTimestamp(this.around.random, now), ...changes };
    const texts = Object.entries(stamped).map(([name, value]) => [name, jsonText(value)]);
    return this.#tables[route].update(String(id), Object.fromEntries(texts), { ...options, now });
  }
}

function rawText(record: RecordInput): string {
  return typeof record === 'string' ? record : jsonText(record);
}
