import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatedCloud } from '../../cloud/cloud';
import type { LedgerEntry } from '../../cloud/ledger';
import type { LogLine } from '../app/log-line';
import { readCheckpoints } from '../checkpoints';
import type { Cleanup } from '../cleanup';
import { defaultSource, keyOf, traits } from '../fleet/sources';
import { Narrator, type Tell } from '../narration/narrator';
import { teller } from '../narration/print';
import type { Place } from '../place';
import { eventsOnTheWay } from '../queue-depths';
import { type Sandbox, startSandbox } from '../sandbox';
import { openedTable } from '../storage-rows';
import { pendingOf } from './drained';
import { loadOf } from './load';
import { type Report, reportJson, reportText } from './report';
import { judge } from './verdict';

export interface OnceOptions extends Place {
  readonly json: boolean;
  readonly cleanup: Cleanup;
  readonly stopAsked: Promise<void>;
}

/**
 * The timer itself drives the collection, as in Azure, only every second: its runs never overlap, which calls of the
 * admin endpoint could.
 */
const collectSchedule = '* * * * * *';
/** Three minutes, less what starting and stopping may take. */
const patienceMs = 165_000;
const lookEveryMs = 250;
const tellDeliveriesMs = 2_000;

/** Collects and delivers everything once, prints what became of it, and resolves to the exit code. */
export async function runOnce(options: OnceOptions): Promise<number> {
  const { program, appDir, json, cleanup } = options;
  const began = Date.now();
  const print = json ? () => undefined : console.log;
  print('Starting Azurite, the simulated cloud and the function app …');
  const tell = teller(print, process.stdout.columns);
  const names = new Map<string, string>();
  const narrator = new Narrator({ tell, nameOf: (id) => names.get(id) ?? id, detail: 'brief' });
  const sent = new Map<string, number>();
  const onLine = (line: LogLine) => {
    narrator.hear(line);
    if (line.event !== 'tenant.collected') return;
    const key = keyOf({ id: line.text('tenant'), source: line.text('source') });
    sent.set(key, (sent.get(key) ?? 0) + line.count('sent'));
  };
  const settings = { program, appDir, collectSchedule, maxPollingIntervalMs: 500, onLine };
  const sandbox = await startSandbox({ ...settings, onComplaint: complaints(tell, json) }, cleanup);
  for (const { id, name } of sandbox.customers) names.set(id, name);

  const ticking = setInterval(() => narrator.tellDeliveries(Date.now()), tellDeliveriesMs);
  const interrupted = await drain(sandbox, options, began + patienceMs);
  clearInterval(ticking);
  if (interrupted) {
    console.error(interrupted);
    return 1;
  }
  // What an invocation still sends must be in the summary, so the app ends first.
  await sandbox.app.stop();
  narrator.tellDeliveries(Date.now());
  const report = await reportOf(sandbox, sent, began);
  console.log(json ? reportJson(report) : reportText(report, process.stdout.columns));
  return report.problems.length === 0 ? 0 : 1;
}

function complaints(tell: Tell, json: boolean): (text: string) => void {
  return json ? (text) => console.error(text) : (text) => tell(Date.now(), 'app', text);
}

/** Resolves when nothing is left to wait for or the time is over; to a message when it can't go on. */
async function drain(
  sandbox: Sandbox,
  { stopAsked }: Pick<OnceOptions, 'stopAsked'>,
  deadline: number,
): Promise<string | undefined> {
  const stopped = stopAsked.then(() => 'Stopped before everything was collected.');
  const crashed = sandbox.app.ended.then((how) => `The function app ended by itself (${how}).`);
  while (Date.now() < deadline) {
    const pending = await pendingSources(sandbox);
    if (pending.size === 0 && (await eventsOnTheWay(sandbox.storage)) === 0) return undefined;
    const interrupted = await Promise.race([sleep(lookEveryMs), stopped, crashed]);
    if (interrupted !== undefined) return interrupted;
  }
  return undefined;
}

async function pendingSources({ storage, customers, cloud }: Sandbox): Promise<ReadonlyMap<string, string>> {
  const rows = await readCheckpoints(storage);
  return new Map(
    customers.flatMap((customer) => {
      const pending = pendingOf(customer, rows.get(keyOf(customer)), cloud);
      return pending === undefined ? [] : [[keyOf(customer), pending]];
    }),
  );
}

async function reportOf(sandbox: Sandbox, sent: ReadonlyMap<string, number>, began: number): Promise<Report> {
  const { customers, cloud, siem, storage } = sandbox;
  let deadLetters = 0;
  for await (const _letter of (await openedTable(storage, 'deadletters')).listEntities()) deadLetters += 1;
  const verdict = judge({
    customers,
    checkpoints: await readCheckpoints(storage),
    siem,
    requests: cloud.requests,
    shown: ({ id, source = defaultSource }) => shownBy(cloud, id, traits[source].route),
    sent: (customer) => sent.get(keyOf(customer)) ?? 0,
    deadLetters,
    pending: await pendingSources(sandbox),
    onTheWay: await eventsOnTheWay(storage),
  });
  return { ...verdict, durationMs: Date.now() - began, load: loadOf(customers.flatMap(({ expected }) => expected)) };
}

function shownBy(cloud: SimulatedCloud, tenantId: string, route: LedgerEntry['collection']): number {
  return cloud.ledger(tenantId).filter(({ collection }) => collection === route).length;
}
