import { spawnSync } from 'node:child_process';
import type { Environment } from '../shared/settings';

/**
 * Variables that Node or an Azure library reads from the process by itself, Node only when the process starts.
 * AZURE_CLOUD is a setting of ours.
 */
const readByOthers = /^(NODE_|AZURE_(?!CLOUD$)|(HTTPS?|NO|ALL)_PROXY$)/i;

/** Whether `complete` has something in another way than this process (`own`), and only a new process would see it. */
export function needsRestart(own: Environment, complete: Environment): boolean {
  return Object.keys(complete).some((name) => readByOthers.test(name) && own[name] !== complete[name]);
}

/** Runs this program again with another environment and resolves to its exit code. */
export function restart(environment: Environment): number {
  const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    env: { ...environment },
    stdio: 'inherit',
  });
  return status ?? 1;
}
