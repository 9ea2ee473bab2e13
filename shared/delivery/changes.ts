import type { Digest } from './digest';

/**
 * What is new since the version a destination received last, for an analyst's eye: `created`, or for instance
 * `alerts +2, severity medium→high, status active→resolved`; `updated` when nothing of what is compared has changed.
 */
export function changesSince(before: Digest | undefined, now: Digest): string {
  if (!before) return now.mergedInto ? `created, ${merged(now.mergedInto)}` : 'created';
  const changes = [
    now.mergedInto && now.mergedInto !== before.mergedInto && merged(now.mergedInto),
    moved('status', before.status, now.status),
    moved('severity', before.severity, now.severity),
    grown('alerts', before.alerts, now.alerts),
    now.alerts === before.alerts && now.newestAlert !== before.newestAlert && 'alerts changed',
    grown('evidence', before.evidence, now.evidence),
    assigned(before.assignedTo, now.assignedTo),
    moved('classification', before.classification, now.classification),
    moved('determination', before.determination, now.determination),
    grown('comments', before.comments, now.comments),
    grown('tags', before.tags, now.tags),
  ].filter(Boolean);
  return changes.join(', ') || 'updated';
}

function merged(into: string): string {
  return `merged into ${into}`;
}

function moved(name: string, before: string | undefined, now: string | undefined): string | undefined {
  const [was, is] = [before?.toLowerCase() ?? 'none', now?.toLowerCase() ?? 'none'];
  return was === is ? undefined : `${name} ${was}→${is}`;
}

function grown(name: string, before = 0, now = 0): string | undefined {
  if (now === before) return undefined;
  return now > before ? `${name} +${now - before}` : `${name} -${before - now}`;
}

function assigned(before: string | undefined, now: string | undefined): string | undefined {
  if (before === now) return undefined;
  return now ? `assigned to ${now}` : 'unassigned';
}
