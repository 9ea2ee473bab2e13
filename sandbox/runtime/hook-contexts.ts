import type { FunctionCallback } from './core-contract';

/** What hooks keep for each other: one object an invocation, one for the app. */
export type HookData = Record<string, unknown>;

interface InvocationHookValues {
  readonly hookData: HookData;
  readonly appHookData: HookData;
  readonly context: unknown;
  readonly inputs: unknown[];
}

export interface PreInvocationContext {
  inputs: unknown[];
  functionCallback: FunctionCallback;
}

export interface PostInvocationContext {
  readonly inputs: unknown[];
  result: unknown;
  error: unknown;
}

/** What a hook gets before the handler runs. It may replace `inputs` and `functionCallback`. */
export function preInvocationContext(
  values: InvocationHookValues & { readonly callback: FunctionCallback },
): PreInvocationContext {
  const { hookData, appHookData, context, inputs, callback } = values;
  return readOnly({ hookData, appHookData, invocationContext: context }, { inputs, functionCallback: callback });
}

/** What a hook gets after the handler ran. It may replace `result` and `error`. */
export function postInvocationContext(
  values: InvocationHookValues & { readonly result: unknown; readonly error: unknown },
): PostInvocationContext {
  const { hookData, appHookData, context, inputs, result, error } = values;
  return readOnly({ hookData, appHookData, invocationContext: context }, { inputs, result, error });
}

/** What hooks get when the app starts; without `functionAppDirectory` when it ends. */
export function appContext(values: {
  readonly hookData: HookData;
  readonly appHookData: HookData;
  readonly functionAppDirectory?: string;
}): object {
  const { hookData, appHookData, ...rest } = values;
  return readOnly({ hookData, appHookData }, rest);
}

/** `open` with the properties of `fixed` added; assigning to one of those throws what Microsoft's worker throws. */
function readOnly<T extends object>(fixed: Readonly<Record<string, unknown>>, open: T): T {
  for (const [name, value] of Object.entries(fixed)) {
    Object.defineProperty(open, name, {
      enumerable: true,
      get: () => value,
      set: () => {
        throw new TypeError(`Cannot assign to read only property '${name}'`);
      },
    });
  }
  return open;
}
