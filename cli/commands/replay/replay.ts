import type { ReplayNews } from '../../../shared/collection/replay/contract';
import { replayTarget } from '../../../shared/collection/replay/replay-target';
import { msOfTicks } from '../../../shared/instant';
import { sourceNames } from '../../../shared/sources/names';
import type { Answer, Command } from '../../command';
import { period } from '../../instants';
import type { CliServices } from '../../services';
import { describeNews } from './describe-news';
import { describeReplay, isComplete, type ReplayedPart, replayJson } from './describe-replay';
import { type Scope, scopeOf } from './scope';
import { readWanted, type Wanted } from './wanted';

export const replay: Command = {
  noun: 'replay',
  summary: 'Ask the API again for what was last updated in a range, and send it, whatever was sent before.',
  operands: [],
  options: {
    tenant: { value: 'tenant', help: 'Its id or its name' },
    from: {
      value: 'instant',
      help: 'Records last updated at this instant or later: 2026-11-20T08:00:00Z, or 2026-11-20 (UTC)',
    },
    to: { value: 'instant', help: 'And before this one' },
    source: { value: sourceNames.join('|'), help: 'Only this source; default: those of the tenant' },
    destination: { value: 'name', many: true, help: 'Only to this one; default: those of the tenant' },
    'dry-run': { help: 'Ask and count, but send nothing' },
  },
  prepare(args) {
    const wanted = readWanted(args);
    return (services) => replayNow(services, wanted);
  },
};

async function replayNow(services: CliServices, wanted: Wanted): Promise<Answer> {
  await services.ensureStorage();
  const scope = await scopeOf(services, wanted);
  for (const note of scope.notes) services.progress(note);
  const parts: ReplayedPart[] = [];
  for (const part of scope.parts) parts.push(await replayPart(services, scope, part, wanted.dryRun));
  return {
    text: describeReplay(scope, parts, wanted.dryRun),
    json: replayJson(scope, parts, wanted.dryRun),
    healthy: parts.every(isComplete),
  };
}

async function replayPart(
  { collector, events, clock, progress }: CliServices,
  { tenant, destinations }: Scope,
  { target, range }: Scope['parts'][number],
  dryRun: boolean,
): Promise<ReplayedPart> {
  const { source } = target;
  const asked = period(msOfTicks(range.from), msOfTicks(range.to));
  progress(
    `${tenant.displayName}, ${source.name}: ${asked}, the newest first. Ctrl-C stops it; typed again, it begins anew.`,
  );
  // What the lines of its log would say is told here in words.
  const deps = { collector: { ...collector, log: () => {} }, events };
  let last: ReplayNews | undefined;
  const tell = (news: ReplayNews) => {
    const isBusyStill = last?.kind === 'waits' && last.why === 'busy' && news.kind === 'waits' && news.why === 'busy';
    last = news;
    if (!isBusyStill) progress(describeNews(news, source.name, dryRun, clock.now()));
  };
  const replayed = await replayTarget(deps, target, { ...range, destinations, dryRun }, tell);
  return { source, range, replayed };
}
