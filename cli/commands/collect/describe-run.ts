import type { RunSummary } from '../../../shared/collection/collect-tenants';
import { printable } from '../../columns';
import { counted } from '../../instants';
import type { Note } from './note';

/** Text for a person. `nameOf`: a tenant's display name by its id. */
export function describeRun(
  summary: RunSummary,
  notes: readonly Note[],
  nameOf: (tenantId: string) => string | undefined,
): string {
  const section = (title: string, failed: boolean) => {
    const lines = notes.filter((note) => note.failed === failed).flatMap((note) => describeNote(note, nameOf));
    return lines.length > 0 ? ['', title, ...lines] : [];
  };
  return [...summaryLines(summary), ...section('Needs attention:', true), ...section('Worth knowing:', false)].join(
    '\n',
  );
}

function summaryLines({ targets, calls, sent, unfinished, handedOver, durationMs }: RunSummary): readonly string[] {
  const seconds = (durationMs / 1_000).toFixed(1);
  const due = targets === 1 ? '1 source was due' : `${counted(targets, 'source')} were due`;
  return [
    `${due}: ${counted(calls, 'request')}, ${counted(sent, 'version')} sent to the queue, ${seconds} s.`,
    ...(unfinished > 0 ? [`${counted(unfinished, 'source')} with more to read; the next run goes on with it.`] : []),
    ...(handedOver > 0
      ? [`${counted(handedOver, 'tenant')} more left to the function app, by the queue "tenants".`]
      : []),
  ];
}

function describeNote({ tenant, source, text, reason }: Note, nameOf: (id: string) => string | undefined) {
  const name = tenant && nameOf(tenant);
  const who = tenant && (name ? `${name} (${tenant})` : tenant);
  const place = [who, source].filter(Boolean).join(', ');
  return [`  ${place ? `${place}: ` : ''}${text}`, ...(reason ? [`    ${reason}`] : [])].map(printable);
}
