import { parseInstant, type Ticks } from '../../../shared/instant';
import { isSourceName, type SourceName, sourceNames } from '../../../shared/sources/names';
import { usage } from '../../arguments';
import type { Arguments } from '../../command';

const name = { noun: 'replay' };

/** What was typed. */
export interface Wanted {
  /** Id or display name. */
  readonly tenant: string;
  readonly from: Ticks;
  readonly to: Ticks;
  readonly source?: SourceName;
  /** Empty: those of the tenant. */
  readonly destinations: readonly string[];
  readonly dryRun: boolean;
}

/** Throws `usage_invalid`. */
export function readWanted({ values, lists, switches }: Arguments): Wanted {
  const { source } = values;
  const tenant = values.tenant?.trim();
  if (!tenant) throw usage(name, '--tenant <tenant> is missing: its id or its name');
  const [from, to] = [readInstant('from', values.from), readInstant('to', values.to)];
  if (from >= to) throw usage(name, '--from must be before --to');
  if (source !== undefined && !isSourceName(source)) {
    throw usage(name, `there is no source "${source}"; there are: ${sourceNames.join(', ')}`);
  }
  const destinations = (lists.destination ?? []).flatMap((typed) => typed.split(',')).map((each) => each.trim());
  if (destinations.includes('')) throw usage(name, '--destination needs a name');
  return {
    tenant,
    from,
    to,
    ...(source && { source }),
    destinations: [...new Set(destinations)],
    dryRun: switches.has('dry-run'),
  };
}

function readInstant(option: 'from' | 'to', typed: string | undefined): Ticks {
  if (!typed) throw usage(name, `--${option} <instant> is missing, e.g. 2026-11-20T08:00:00Z`);
  const text = typed.trim();
  const instant = parseInstant(text) ?? parseInstant(`${text}T00:00:00Z`);
  if (instant !== undefined) return instant;
  throw usage(name, `--${option} "${text}" is no instant; type it as 2026-11-20T08:00:00Z, or a day as 2026-11-20`);
}
