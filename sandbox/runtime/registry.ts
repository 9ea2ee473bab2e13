import {
  type CoreApi,
  type FunctionCallback,
  type FunctionMetadata,
  type HookCallback,
  type HookName,
  hookNames,
  type ProgrammingModel,
} from './core-contract';
import type { OnLog } from './log';

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

/** What one app registered while it started, and the object through which it did so. */
export interface Registry {
  readonly core: CoreApi;
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
  model(): ProgrammingModel | undefined;
  /** The callbacks of a hook, in the order in which they were registered. */
  hooks(name: HookName): readonly HookCallback[];
  /** From here on functions can neither be registered nor disposed: the host has its list. */
  lock(): void;
}

const systemError = (error: Error) => Object.assign(error, { isAzureFunctionsSystemError: true });

class Disposable {
  constructor(private readonly onDispose: () => void) {}
  dispose(): void {
    this.onDispose();
  }
}

export function createRegistry(onLog: OnLog): Registry {
  const functions = new Map<string, RegisteredFunction>();
  const hooks: Record<HookName, HookCallback[]> = {
    appStart: [],
    appTerminate: [],
    preInvocation: [],
    postInvocation: [],
  };
  let model: ProgrammingModel | undefined;
  let locked = false;
  const refuseWhenLocked = (what: string) => {
    if (locked) throw systemError(new Error(`A function can only be ${what} during app startup.`));
  };
  const core: CoreApi = {
    version: '0.0.0-local',
    hostVersion: '0.0.0-local',
    Disposable,
    getProgrammingModel: () => model,
    setProgrammingModel: (given) => {
      model = given;
    },
    registerFunction(metadata, callback) {
      refuseWhenLocked('registered');
      const id = metadata.functionId ?? metadata.name;
      if (functions.has(id)) {
        throw systemError(new Error(`A function with id "${id}" has already been registered.`));
      }
      functions.set(id, { metadata, callback });
      return new Disposable(() => {
        refuseWhenLocked('disposed');
        functions.delete(id);
      });
    },
    registerHook(name, callback) {
      const known = hookNames.find((hook) => hook === name);
      if (!known) throw systemError(new RangeError(`Unrecognized hook "${name}"`));
      hooks[known].push(callback);
      return new Disposable(() => {
        hooks[known] = hooks[known].filter((other) => other !== callback);
      });
    },
    log: (level, category, message) => onLog({ level, category, message }),
  };
  return {
    core,
    functions,
    model: () => model,
    hooks: (name) => hooks[name],
    lock() {
      locked = true;
    },
  };
}
