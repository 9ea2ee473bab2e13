import { app, type InvocationContext } from '@azure/functions';
import { systemClock } from '../shared/clock';
import { messageOf } from '../shared/errors';
import { createServices, type Services } from '../shared/services';
import { processEnvironment, readSettings, type Settings } from '../shared/settings';
import { currentInvocation, invocationLog } from './log';

/** A trigger's work on what the trigger brought. */
export type Handler<Input> = (services: Services, input: Input, context: InvocationContext) => Promise<void>;

/**
 * Reads the settings and binds handlers to services that are made at the first invocation. A fault in a setting stops the
 * start with one message that lists them all.
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
      currentInvocation.run(context, async () => handler(await services(), input, context)),
  };
}

export type BoundHandler<Input> = (input: Input, context: InvocationContext) => Promise<void>;

function settingsOrStop(environment: ReturnType<typeof processEnvironment>): Settings {
  try {
    return readSettings(environment);
  } catch (error) {
    throw refusal(error);
  }
}

/**
 * The worker reports a fault as the reason why nothing loads only once a programming model is set, which the first
 * registration does; before that the host says "no functions found". What a person has to correct needs no stack trace.
 */
function refusal(error: unknown): Error {
  const message = messageOf(error);
  console.error(message);
  const refused = new Error(message, { cause: error });
  refused.stack = message;
  app.timer('collect', { schedule: '0 * * * * *', handler: () => Promise.reject(refused) });
  return refused;
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
