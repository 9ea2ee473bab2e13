// Loads the app in the folder given, as Microsoft's worker does, and prints as JSON how many milliseconds it took.
const Module = require('node:module');
const { join, resolve } = require('node:path');

const folder = resolve(process.argv[2]);
const { main } = require(join(folder, 'package.json'));

// The worker supplies this module at run time (types-core/index.d.ts of its repository); it is on no registry.
let model;
let registered = 0;
const disposable = { dispose() {} };
const core = {
  version: '0.0.0-load',
  hostVersion: '0.0.0-load',
  Disposable: class {
    dispose() {}
  },
  getProgrammingModel: () => model,
  setProgrammingModel: (given) => {
    model = given;
  },
  registerFunction: () => {
    registered += 1;
    return disposable;
  },
  registerHook: () => disposable,
  log() {},
};
const original = Module.prototype.require;
Module.prototype.require = function (name) {
  return name === '@azure/functions-core' ? core : original.call(this, name);
};

const [started, before] = [performance.now(), process.cpuUsage()];
require(join(folder, main));
const [elapsed, { user, system }] = [performance.now() - started, process.cpuUsage(before)];
if (registered === 0) throw new Error('No function was registered.');
process.stdout.write(JSON.stringify({ elapsed, processor: (user + system) / 1000 }));
// Timers of an SDK mustn't keep the process.
process.exit(0);
