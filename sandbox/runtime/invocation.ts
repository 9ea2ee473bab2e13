import type {
  CoreInvocationContext,
  HookCallback,
  HookName,
  InvocationModel,
  ProgrammingModel,
  RpcTypedData,
} from './core-contract';
import { type HookData, postInvocationContext, preInvocationContext } from './hook-contexts';
import type { OnLog } from './log';
import type { RegisteredFunction } from './registry';

export interface InvocationInput {
  readonly trigger: RpcTypedData;
  readonly triggerMetadata?: Readonly<Record<string, RpcTypedData>>;
}

export interface InvocationHost {
  readonly model: ProgrammingModel;
  readonly appHookData: HookData;
  hooks(name: HookName): readonly HookCallback[];
  readonly onLog: OnLog;
}

/**
 * Runs one function once, in the order of Microsoft's worker (src/eventHandlers/InvocationHandler.ts): the library
 * makes context and inputs; the hooks before may replace inputs and callback; the library calls the handler; the hooks
 * after run also when it failed, and may replace result and error; the library turns the result into the response.
 *
 * Rejects with whatever the handler, or a hook, threw.
 */
export async function runInvocation(
  host: InvocationHost,
  { metadata, callback }: RegisteredFunction,
  invocationId: string,
  input: InvocationInput,
): Promise<RpcTypedData | undefined> {
  const core: CoreInvocationContext = {
    invocationId,
    metadata,
    state: undefined,
    request: {
      invocationId,
      inputData: [{ name: triggerBindingOf(metadata.bindings).name, data: input.trigger }],
      triggerMetadata: input.triggerMetadata ?? {},
    },
    log: (level, category, message) =>
      host.onLog({ level, category, functionName: metadata.name, invocationId, message }),
  };
  const model = await host.model.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  const hookData: HookData = {};

  const before = preInvocationContext({ hookData, appHookData: host.appHookData, context, inputs, callback });
  await inState(core, 'preInvocationHooks', () => runHooks(host.hooks('preInvocation'), before));

  const outcome = await inState(core, 'invocation', () =>
    outcomeOf(model, context, before.inputs, before.functionCallback),
  );
  const after = postInvocationContext({
    hookData,
    appHookData: host.appHookData,
    context,
    inputs: before.inputs,
    ...outcome,
  });
  await inState(core, 'postInvocationHooks', () => runHooks(host.hooks('postInvocation'), after));

  if (after.error !== null && after.error !== undefined) throw after.error;
  const response = await model.getResponse(context, after.result);
  return response.returnValue ?? undefined;
}

/** Calls the hooks one after another, each awaited. */
export async function runHooks(callbacks: readonly HookCallback[], context: object): Promise<void> {
  for (const callback of callbacks) await callback(context);
}

/** The binding that starts the function, with the name it is registered under. */
export function triggerBindingOf<B extends { readonly type: string }>(
  bindings: Readonly<Record<string, B>>,
): { readonly name: string; readonly binding: B } {
  const found = Object.entries(bindings).find(([, binding]) => /trigger$/i.test(binding.type));
  if (!found) throw new Error('A function was registered without a trigger.');
  return { name: found[0], binding: found[1] };
}

async function outcomeOf(
  model: InvocationModel,
  context: unknown,
  inputs: unknown[],
  callback: (...args: unknown[]) => unknown,
): Promise<{ result: unknown; error: unknown }> {
  try {
    return { result: await model.invokeFunction(context, inputs, callback), error: null };
  } catch (error) {
    return { result: null, error };
  }
}

async function inState<T>(
  core: CoreInvocationContext,
  state: NonNullable<CoreInvocationContext['state']>,
  work: () => Promise<T>,
): Promise<T> {
  core.state = state;
  try {
    return await work();
  } finally {
    core.state = undefined;
  }
}
