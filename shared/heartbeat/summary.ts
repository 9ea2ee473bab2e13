import { lastInstant, msOfTicks, parseInstant } from '../instant';
import type { Tenant } from '../tenants/tenant';
import type { SourceReport } from './source-report';

type Whose = Pick<Tenant, 'displayName' | 'status' | 'statusReason' | 'statusSince'>;

/** What an analyst reads: one sentence where all is well, one for each source and each trouble where it isn't. */
export function summaryOf(tenant: Whose, reports: readonly SourceReport[]): string {
  const title = ({ source }: SourceReport) =>
    reports.length > 1 ? `${tenant.displayName} (${source})` : tenant.displayName;
  if (tenant.status !== 'active') {
    const sentences = reports.map((each) => `${title(each)} ${reachOf(each, 'was')}`);
    return [standstillOf(tenant), ...sentences].join(' ');
  }
  const earliest = earliestOf(reports);
  if (earliest !== undefined) return `${tenant.displayName} is collected completely up to ${utc(earliest)}.`;
  return reports.flatMap((each) => [`${title(each)} ${stateOf(each)}`, ...lossesOf(each)]).join(' ');
}

/** Up to when all sources are collected, if nothing is to be said of any of them. */
function earliestOf(reports: readonly SourceReport[]): string | undefined {
  const isPlain = ({ state, owed, lost, tooLarge }: SourceReport) => state === 'ok' && !owed && !lost && !tooLarge;
  if (!reports.every(isPlain)) return undefined;
  // All are written with the same digits, so their texts sort as they do.
  return reports.flatMap(({ collectedUpTo }) => collectedUpTo ?? []).sort()[0];
}

/** A tenant that is stopped as a whole says so first, whatever its sources say. */
function standstillOf({ displayName, status, statusReason, statusSince }: Whose): string {
  const since = statusSince ? ` since ${utc(statusSince)}` : '';
  return `${displayName} is ${status}${since} and not collected${statusReason ? `: ${sentence(statusReason)}` : '.'}`;
}

function stateOf(report: SourceReport): string {
  const { state, lastSuccess, reason } = report;
  if (state === 'never') return 'has not been collected yet.';
  if (state === 'ok') return reachOf(report, 'is');
  const since =
    lastSuccess === undefined ? 'has never been collected' : `has not been collected since ${utc(lastSuccess)}`;
  return `${since}${reason ? `: ${sentence(reason)}` : '.'}`;
}

function reachOf({ collectedUpTo, liveUpTo, owed }: SourceReport, is: 'is' | 'was'): string {
  if (collectedUpTo === undefined || liveUpTo === undefined) return `${is} never collected.`;
  if (!owed) return `${is} collected completely up to ${utc(collectedUpTo)}.`;
  const { from, to } = owed;
  const end = parseInstant(to) === lastInstant ? 'on' : `to ${utc(to)}`;
  return `${is} collected up to ${utc(liveUpTo)}, except for changes from ${utc(from)} ${end}, which are still to be read.`;
}

/** What `completely` doesn't hold for. */
function lossesOf({ lost = [], tooLarge = [] }: SourceReport): readonly string[] {
  const gaps = lost.map(({ from, to }) => `from ${utc(from)} to ${utc(to)}`).join(', ');
  return [
    ...(gaps ? [`Lost, because the API no longer had them: changes ${gaps}.`] : []),
    ...(tooLarge.length > 0 ? [`Too large to be read: a record of about ${tooLarge.map(utc).join(', ')}.`] : []),
  ];
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** For a reader; what can't be read as an instant stands as it is written. */
function utc(instant: string): string {
  const ticks = parseInstant(instant);
  if (ticks === undefined) return instant;
  return `${new Date(msOfTicks(ticks)).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
