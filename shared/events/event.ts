/**
 * The CloudEvents 1.0 attributes of one collected version, without its data. Names are lower case without separators,
 * as CloudEvents asks, and none is a name of the queue trigger's metadata, which it would overwrite.
 */
export interface EventAttributes {
  readonly specversion: '1.0';
  /** SHA-256 (hex) over tenant, kind, record id and version: the same for every copy of one version. */
  readonly id: string;
  /** `/tenants/<tenant GUID>/<source>` */
  readonly source: string;
  /** `com.microsoft.defender.incident`, `.alert` or `.hunt` */
  readonly type: string;
  /** The record's own id, or `unknown`. */
  readonly subject: string;
  /** The record's own last update with all its digits, or the instant of collection. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly tenantid: string;
  readonly tenantname: string;
  /** Lower case, as far as the record has one. */
  readonly severity?: string;
  /** RFC 3339 instant at which the relay collected it (by the API's clock). */
  readonly collectedat: string;
  /** What is wrong with a record that has no usable id or last update. */
  readonly malformed?: string;
  /** Sent again because a person asked for it; the id is that of the first time. */
  readonly replay?: true;
  /** No record at all: somebody, or the relay itself, tries whether a destination takes events. */
  readonly test?: true;
  /** What is new since the version that this destination received last; added when it is sent. */
  readonly changes?: string;
}

/** Retry state of a message; stripped before delivery. */
export interface RetryAttributes {
  /** Attempts already made. */
  readonly relayattempt?: number;
  /** Names of the destinations that still wait for it, comma separated. */
  readonly relayowed?: string;
  /** RFC 3339 instant of the first attempt. */
  readonly relayfirstattempt?: string;
  /** RFC 3339 instant, by the relay's own clock, at which it was first put again: no message stays for ever. */
  readonly relaysince?: string;
  /** A replay that is sent although the destination has this version, or a newer one, already. */
  readonly relaybypass?: true;
}

/** One collected version with the record's own JSON text, exactly as the API gave it. */
export interface CollectedEvent {
  readonly attributes: EventAttributes;
  /** Raw JSON text: it is spliced, never parsed and printed again, so that every digit survives. */
  readonly data: string;
}
