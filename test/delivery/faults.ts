import { RelayError } from '../../shared/errors';

/** Whether the next call fails, and if so before or after it has had its effect. */
export type Fate = () => 'works' | 'fails before' | 'fails after';

/** The same port, whose calls of these names fail as storage does when fate says so. */
export function unreliable<Port extends object>(port: Port, names: readonly (keyof Port)[], fate: Fate): Port {
  const broken: Partial<Port> = {};
  for (const name of names) {
    const call = port[name] as (...args: unknown[]) => Promise<unknown>;
    broken[name] = (async (...args: unknown[]) => {
      const outcome = fate();
      const fault = () => new RelayError('storage_failed', `Storage: ${String(name)} failed (503)`);
      if (outcome === 'fails before') throw fault();
      const result = await call.apply(port, args);
      if (outcome === 'fails after') throw fault();
      return result;
    }) as Port[keyof Port];
  }
  return { ...port, ...broken };
}
