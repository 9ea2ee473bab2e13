import type { Letter } from '../../../shared/delivery/letters/letter';
import { isRecordKind } from '../../../shared/events/kinds';
import { asArgument } from '../../as-argument';
import { columns } from '../../columns';
import type { Answer, Command } from '../../command';
import { instant, utc } from '../../instants';
import type { CliServices } from '../../services';
import { titleOf } from '../tenants/tenant-named';
import { letterJson, recordOf } from './describe-letter';
import { lettersMeant } from './selection';
import { tenantNames } from './tenant-names';

const kinds = {
  event: 'the whole event',
  envelope: 'its envelope only: the data was lost',
  text: "a text that isn't an event",
} as const;

export const showLetter: Command = {
  noun: 'dead-letters',
  verb: 'show',
  summary: 'Show all about one dead letter, and with --payload the event itself.',
  operands: ['key'],
  options: { payload: { help: 'Print what was kept, too; it is customer data' } },
  prepare({ positionals, switches }) {
    const [key = ''] = positionals;
    return (services) => show(services, key, switches.has('payload'));
  },
};

async function show({ delivery, tenants, clock, ensureStorage }: CliServices, key: string, withPayload: boolean) {
  await ensureStorage();
  const [letter] = (await lettersMeant(delivery.letters, [key])) as [Letter];
  const nameOf = await tenantNames([letter], tenants);
  const tenantName = nameOf(letter.tenantId);
  const lines = describe(letter, tenantName, clock.now());
  const json = letterJson(letter, tenantName) as object;
  if (!withPayload) return { text: lines.join('\n'), json: { letter: { ...json } }, healthy: true } satisfies Answer;
  const content = await delivery.letters.content(letter);
  const shown = content === undefined ? 'What was kept is gone from the container deadletters.' : visible(content);
  const text = [...lines, '', shown].join('\n');
  return { text, json: { letter: { ...json }, content: content ?? null }, healthy: content !== undefined };
}

function describe(letter: Letter, tenantName: string, now: number): readonly string[] {
  const { key, destination, tenantId, eventId, reason, diedAt, blob, kept, row } = letter;
  const title = tenantId && titleOf({ id: tenantId, ...(tenantName !== tenantId && { displayName: tenantName }) });
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['destination', destination ?? 'none'],
    ['tenant', title],
    ['record', recordOf(letter)],
    ['event', eventId],
    ['reason', reason],
    ['attempts', attemptsOf(letter)],
    ['died', diedAt === undefined ? undefined : instant(diedAt, now)],
    ['kept', kinds[kept]],
    ['lies in', `container deadletters, blob ${blob}`],
    ['row', `table deadletters, ${row.partitionKey} / ${row.rowKey}`],
    ['send again', replayCommand(letter)],
    ['trace', traceCommand(letter)],
  ];
  return [key, ...columns(rows.flatMap(([label, value]) => (value ? [[`  ${label}`, value]] : [])))];
}

function attemptsOf({ attempts, firstAttempt, lastAttempt }: Letter): string {
  if (attempts === 0) return 'none';
  if (firstAttempt === undefined) return String(attempts);
  if (attempts === 1) return `1, at ${utc(firstAttempt)}`;
  const last = lastAttempt === undefined || lastAttempt === firstAttempt ? '' : `, the last ${utc(lastAttempt)}`;
  return `${attempts}, the first ${utc(firstAttempt)}${last}`;
}

function replayCommand({ key, destination, kept }: Letter): string {
  if (kept === 'text') return "not possible: it isn't an event";
  return `relay dead-letters replay ${asArgument(key)}${destination === undefined ? ' --to <destination>' : ''}`;
}

function traceCommand({ tenantId, subject, kind }: Letter): string | undefined {
  if (!tenantId || !subject || subject === 'unknown') return undefined;
  return `relay trace ${tenantId} ${asArgument(subject)}${isRecordKind(kind) ? ` --kind ${kind}` : ''}`;
}

/** The text as it is, but unable to move a terminal's cursor; in JSON the escapes mean the same. */
function visible(content: string): string {
  return content.replaceAll(
    /[^\P{Cc}\n\t]/gu,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
