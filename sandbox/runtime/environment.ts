import { StartError } from './start-error';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The app reads its settings from the environment of the process, as under the real host. */
export function processEnvironment(): Environment {
  return process.env;
}

/** Adds to the environment of the process what the app is to see; the answer puts it back as it was. */
export function applyEnvironment(added: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(added).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, added);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

/** Replaces each `%NAME%` by the setting of that name, as the host does in schedules, queue names and routes. */
export function resolveSettings(text: string, environment: Environment, where: string): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = environment[name];
    if (value === undefined) throw new StartError(`${where}: '%${name}%' does not resolve to a value. Set ${name}.`);
    return value;
  });
}
