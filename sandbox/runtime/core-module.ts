import Module from 'node:module';
import type { CoreApi } from './core-contract';
import { StartError } from './start-error';

const coreModule = '@azure/functions-core';
const installed = Symbol.for('defender-relay.functions-core');

type Require = typeof Module.prototype.require;

/**
 * Makes `require('@azure/functions-core')` answer with `core`, as Microsoft's worker does (src/setupCoreModule.ts):
 * the module is on no registry, it exists only where a host supplies it.
 *
 * @returns takes it away again
 * @throws StartError when a runtime already runs in this process: the library and `process.env` are shared by all
 */
export function installCoreModule(core: CoreApi): () => void {
  const original: Require = Module.prototype.require;
  if (Reflect.has(original, installed)) {
    throw new StartError('A local Functions runtime already runs in this process. Stop it first.');
  }
  const supplied: Require = new Proxy(original, {
    apply: (target, self, args) => (args[0] === coreModule ? core : Reflect.apply(target, self, args)),
    has: (target, key) => key === installed || Reflect.has(target, key),
  });
  Module.prototype.require = supplied;
  return () => {
    if (Module.prototype.require === supplied) Module.prototype.require = original;
  };
}
