import { seededRandom } from '../../data/random';
import { processEnvironment } from '../../runtime/environment';
import type { Cleanup } from '../cleanup';
import { Narrator } from '../narration/narrator';
import { teller } from '../narration/print';
import type { Place } from '../place';
import { type Sandbox, startSandbox } from '../sandbox';
import { counted } from '../text';
import { startActivity } from './activity';
import { banner } from './banner';
import { writeSettingsFile } from './settings-file';

export interface LiveOptions extends Place {
  readonly cleanup: Cleanup;
  readonly stopAsked: Promise<void>;
}

/** In Azure it is every minute; here nobody likes to wait that long. */
const collectSchedule = '*/10 * * * * *';
const tellDeliveriesMs = 2_000;

/** Runs until it is asked to stop, or the function app ends by itself. Resolves to the exit code. */
export async function runLive({ program, appDir, cleanup, stopAsked }: LiveOptions): Promise<number> {
  console.log('Starting Azurite, the simulated cloud and the function app …');
  const tell = teller(console.log, process.stdout.columns);
  const names = new Map<string, string>();
  const narrator = new Narrator({ tell, nameOf: (id) => names.get(id) ?? id, detail: 'full' });
  const onLine = narrator.hear.bind(narrator);
  const onComplaint = (text: string) => tell(Date.now(), 'app', text);
  const sandbox = await startSandbox({ program, appDir, collectSchedule, onLine, onComplaint }, cleanup);
  for (const { id, name } of sandbox.customers) names.set(id, name);

  const settingsFile = writeSettingsFile(appDir, sandbox.settings);
  cleanup.onForce(settingsFile.remove);
  console.log(banner(sandbox, settingsFile.shownPath, processEnvironment()));
  const ticking = setInterval(() => narrator.tellDeliveries(Date.now()), tellDeliveriesMs);
  const stopActivity = startActivity(sandbox, { random: seededRandom(Date.now()), tell });

  const crashed = await Promise.race([stopAsked, sandbox.app.ended]);
  clearInterval(ticking);
  stopActivity();
  if (crashed !== undefined) {
    console.error(`The function app ended by itself (${crashed}).`);
    return 1;
  }
  console.log('\nStopping …');
  await cleanup.run();
  console.log(farewell(sandbox));
  return 0;
}

function farewell({ siem }: Sandbox): string {
  const { deliveries, duplicates } = siem;
  return `Stopped. The SIEM took ${counted(deliveries.length, 'event')}, ${counted(duplicates, 'duplicate')} among them.`;
}
