import type { Cloud, Endpoints } from '../cloud';
import type { Ticks } from '../instant';
import type { SourceName } from './names';

/** What one request asks for: records updated in `[from, to)`, optionally also created in a window. */
export interface Window {
  readonly from: Ticks;
  /** Open towards the present when absent. */
  readonly to?: Ticks;
  readonly created?: { readonly from?: Ticks; readonly to?: Ticks };
  /** How many records to pass over; only where time can't tell records apart. */
  readonly skip?: number;
}

/** One record of an API's answer, as far as the relay has to understand it. */
export interface ApiRecord {
  /** The record's own JSON text, exactly as it was answered. */
  readonly raw: string;
  /** `unknown` when the record has no usable id. */
  readonly id: string;
  /** Tells this version of the record from its others. */
  readonly version: string;
  /** The record's last update; absent when it has no usable one. */
  readonly updated?: { readonly ticks: Ticks; readonly text: string };
  readonly created?: Ticks;
  /** Lower case. */
  readonly severity?: string;
  /** What is wrong with the record, if anything. */
  readonly malformed?: string;
}

export interface Page {
  readonly records: readonly ApiRecord[];
  /** The API says that there is more. */
  readonly hasNext: boolean;
}

/** One API that records are collected from: its request, its wire schema and its limits. */
export interface Source {
  readonly name: SourceName;
  readonly kind: 'incident' | 'alert';
  readonly endpoint: keyof Endpoints;
  /** OAuth 2.0 scope of the app-only token. */
  scope(cloud: Cloud): string;
  /** Any one of these application permissions suffices. */
  readonly roles: readonly string[];
  /** Records asked for at most in one request; no more than the API hands out in one answer. */
  readonly pageLimit: number;
  /** How long the API keeps records, in milliseconds. */
  readonly retentionMs: number;
  /** Path and query of a request for `top` records of the window. */
  request(window: Window, top: number): string;
  /** Understands an answer's body. Throws RelayError `response_invalid` when it isn't a page. */
  parse(body: string): Page;
}
