import { processEnvironment } from '../shared/settings';
import { commands } from './commands';
import { restart } from './restart';
import { run } from './run';
import { openServices } from './services';

void run(process.argv.slice(2), commands, {
  environment: processEnvironment(),
  print: (text) => console.log(text),
  printError: (text) => console.error(text),
  openServices: (environment) => openServices(environment, console.error),
  restart,
}).then((code) => {
  // Not process.exit: what is still on its way to a pipe would be cut off.
  process.exitCode = code;
});
