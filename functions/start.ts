import type { InvocationContext } from '@azure/functions';
import { systemClock } from '../shared/clock';
import { messageOf } from '../shared/errors';
import { createServices, type Services } from '../shared/services';
import { processEnvironment, readSettings, type Settings } from '../shared/settings';
import { currentInvocation, invocationLog } from './log';

/** A trigger's work on what the trigger brought. */
export type Handler<Input> = (services: Services, input: Input) => Promise<void>;

/**
 * Reads the settings and binds handlers to services that are made at the first invocation. A fault stops the start, with
 * its message on the console: the host would only report "no functions found".
 */
export function startApp(): { settings: Settings; handle: <Input>(handler: Handler<Input>) => BoundHandler<Input> } {
  const environment = processEnvironment();
  const settings = settingsOrStop(environment);
  const services = once(async () => {
    const made = createServices(settings, environment, invocationLog(systemClock));
    await made.storage.ensure();
    return made;
  });
  return {
    settings,
    handle: (handler) => (input, context) =>
      currentInvocation.run(context, async () => handler(await services(), input)),
  };
}

export type BoundHandler<Input> = (input: Input, context: InvocationContext) => Promise<void>;

function settingsOrStop(environment: ReturnType<typeof processEnvironment>): Settings {
  try {
    return readSettings(environment);
  } catch (error) {
    console.error(messageOf(error));
    throw error;
  }
}

/** Made once for all invocations; a failure is forgotten, so that the next invocation tries again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
