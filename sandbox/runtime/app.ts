import { entryPointOf, loadEntryPoint } from './app-directory';
import type { RpcTypedData } from './core-contract';
import { installCoreModule } from './core-module';
import { appContext, type HookData } from './hook-contexts';
import { type InvocationHost, type InvocationInput, runHooks, runInvocation } from './invocation';
import type { OnLog } from './log';
import { createRegistry, type RegisteredFunction } from './registry';
import { StartError } from './start-error';

/** An app that has started: its functions can be run. */
export interface App {
  readonly functions: ReadonlyMap<string, RegisteredFunction>;
  /** Rejects with what the function threw. */
  run(fn: RegisteredFunction, invocationId: string, input: InvocationInput): Promise<RpcTypedData | undefined>;
  /** Runs the appTerminate hooks and takes the core module away. */
  terminate(): Promise<void>;
}

/**
 * Loads the app's entry point with `@azure/functions-core` supplied and runs its appStart hooks. Rejects with what
 * the app throws while it starts, and with a StartError when there is nothing to run.
 */
export async function startApp(appDir: string, onLog: OnLog): Promise<App> {
  const entry = entryPointOf(appDir);
  const registry = createRegistry(onLog);
  const uninstall = installCoreModule(registry.core);
  const appHookData: HookData = {};
  const hookData: HookData = {};
  try {
    loadEntryPoint(appDir, entry);
    await runHooks(registry.hooks('appStart'), appContext({ hookData, appHookData, functionAppDirectory: appDir }));
    registry.lock();
    const model = registry.model();
    if (!model || registry.functions.size === 0) throw new StartError(`${entry} registered no function.`);
    const capabilities = await model.getCapabilities?.({});
    if (capabilities?.HttpUri) {
      throw new StartError(
        "The local runtime doesn't imitate HTTP streams: leave app.setup({ enableHttpStream }) out.",
      );
    }
    const host: InvocationHost = { model, appHookData, hooks: registry.hooks, onLog };
    return {
      functions: registry.functions,
      run: (fn, invocationId, input) => runInvocation(host, fn, invocationId, input),
      async terminate() {
        try {
          await runHooks(registry.hooks('appTerminate'), appContext({ hookData, appHookData }));
        } finally {
          uninstall();
        }
      },
    };
  } catch (error) {
    uninstall();
    throw error;
  }
}
