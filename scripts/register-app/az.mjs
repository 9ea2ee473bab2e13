// @ts-check
import { spawn } from 'node:child_process';
import { Fault, Refusal } from './fault.mjs';

/**
 * Runs one command of the Azure CLI and resolves with what it printed.
 * @typedef {(args: readonly string[]) => Promise<string>} Az
 *
 * @typedef {(args: readonly string[], shell: boolean) => Promise<{ readonly code: number | null, readonly out: string, readonly err: string }>} Start
 * One process from its start to its end; rejects if there is no such program.
 */

/**
 * The `az` on the PATH. Rejects with a Fault that says what to do; of what was asked nothing is repeated.
 * @param {NodeJS.Platform} platform
 * @param {Start} start
 * @returns {Az}
 */
export function azureCli(platform, start = startAz) {
  // On Windows it is az.cmd, which only a shell can start.
  const shell = platform === 'win32';
  return async (args) => {
    const given = [...args, '--only-show-errors'];
    const { code, out, err } = await start(shell ? given.map(quotedForCmd) : given, shell);
    if (code === 0) return out;
    throw refusalOf(err);
  };
}

/** @type {Start} */
function startAz(args, shell) {
  return new Promise((resolve, reject) => {
    const options = { windowsHide: true, shell };
    const child = shell ? spawn(`az ${args.join(' ')}`, options) : spawn('az', args, options);
    child.stdin.end();
    /** @type {Buffer[]} */
    const out = [];
    /** @type {Buffer[]} */
    const err = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', () => reject(notInstalled()));
    child.on('close', (code) => resolve({ code, out: String(Buffer.concat(out)), err: String(Buffer.concat(err)) }));
  });
}

/**
 * cmd.exe leaves what stands in double quotes alone, but for quotes and percent signs, which no argument here needs.
 * @param {string} argument
 */
export function quotedForCmd(argument) {
  if (/["%\r\n]/.test(argument)) throw new Fault(`The Azure CLI can't be given ${argument} on Windows.`);
  return /^[\w./:@=,-]+$/.test(argument) ? argument : `"${argument}"`;
}

function notInstalled() {
  return new Fault(
    "The Azure CLI isn't installed, or its az isn't on the PATH: https://learn.microsoft.com/cli/azure/install-azure-cli",
  );
}

/** @param {string} err What az wrote to its error output. */
function refusalOf(err) {
  if (/is not recognized as an internal or external command/.test(err)) return notInstalled();
  if (/az login|AADSTS(50078|50173|70043|700082|700084)\b/.test(err)) {
    return new Fault(
      'The Azure CLI is not signed in, or has to sign in again. Run this, then the script again:\n  az login --allow-no-subscriptions --tenant <your home tenant>',
    );
  }
  const text = err.replace(/^ERROR: /gm, '').trim();
  if (/Forbidden|Authorization_RequestDenied|Insufficient privileges/i.test(text)) {
    return new Refusal(text.slice(0, 600), 'forbidden');
  }
  const missing = /Not Found|Request_ResourceNotFound|SecretNotFound|NotFound/.test(text);
  return new Refusal(text.slice(0, 600) || 'The Azure CLI failed without a reason.', missing ? 'not-found' : 'other');
}
