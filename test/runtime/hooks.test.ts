import type {
  AppStartContext,
  AppTerminateContext,
  InvocationContext,
  PostInvocationContext,
  PreInvocationContext,
} from '@azure/functions';
import { afterEach, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../sandbox/runtime/runtime';
import { fixture, logCollector, useHandlers } from './support';

const env = { WORK_QUEUE: 'none', TestStorage: 'UseDevelopmentStorage=true', TICK_SCHEDULE: '0 0 0 1 1 *' };

describe('hooks', () => {
  let runtime: Runtime;
  const log = logCollector();
  const start = async () => {
    runtime = await startRuntime({ appDir: fixture('app'), env, timers: 'manual', onLog: log.onLog });
  };
  afterEach(() => runtime.stop());

  it('run in the worker’s order, around the handler and around the app', async () => {
    const order: string[] = [];
    const note = (name: string) => () => void order.push(name);
    const names = ['appStart', 'preInvocation', 'tick', 'postInvocation', 'appTerminate'];
    useHandlers(Object.fromEntries(names.map((name) => [name, note(name)])));
    await start();
    await runtime.invoke('tick');
    await runtime.stop();
    expect(order).toEqual(names);
  });

  it('may replace inputs and callback before, the result after', async () => {
    useHandlers({
      preInvocation: (context: PreInvocationContext) => {
        context.hookData.original = context.functionHandler;
        context.inputs = [...context.inputs, 'added'];
        context.functionHandler = (_timer: unknown, added: unknown) => `handled ${added}`;
      },
      postInvocation: (context: PostInvocationContext) => {
        const known = typeof context.hookData.original;
        context.result = `${context.result} for ${context.invocationContext.functionName}, was a ${known}`;
      },
    });
    await start();
    expect(await runtime.invoke('tick')).toEqual({ string: 'handled added for tick, was a function' });
  });

  it('see a failure, may take it away, or add one', async () => {
    const errors: string[] = [];
    useHandlers({
      tick: () => {
        throw new Error('from the handler');
      },
      postInvocation: (context: PostInvocationContext) => {
        errors.push(String(context.error));
        context.error = errors.length === 1 ? null : new Error('from the hook');
      },
    });
    await start();
    await runtime.invoke('tick');
    await expect(runtime.invoke('tick')).rejects.toThrow('from the hook');
    expect(errors).toEqual(['Error: from the handler', 'Error: from the handler']);
  });

  it('keep the handler from running when one before it fails', async () => {
    let ran = false;
    useHandlers({
      preInvocation: () => {
        throw new Error('not today');
      },
      tick: () => {
        ran = true;
      },
    });
    await start();
    await expect(runtime.invoke('tick')).rejects.toThrow('not today');
    expect(ran).toBe(false);
  });

  it('share data: those of the app one object, those of an invocation a fresh one each', async () => {
    const seen: unknown[] = [];
    useHandlers({
      appStart: (context: AppStartContext) => {
        context.hookData.opened = 'a pool';
      },
      preInvocation: (context: PreInvocationContext) => {
        seen.push({ ...context.hookData });
        context.hookData.startedAs = context.invocationContext.functionName;
      },
      postInvocation: (context: PostInvocationContext) => void seen.push({ ...context.hookData }),
      appTerminate: (context: AppTerminateContext) => void seen.push({ ...context.hookData }),
    });
    await start();
    await runtime.invoke('tick');
    await runtime.invoke('tick');
    await runtime.stop();
    expect(seen).toEqual([{}, { startedAs: 'tick' }, {}, { startedAs: 'tick' }, { opened: 'a pool' }]);
  });

  it('and handlers log through the context, with function and invocation', async () => {
    useHandlers({
      tick: (_timer: never, context: InvocationContext) => {
        context.log('collected', 3);
        context.warn('one tenant is late');
        return context.invocationId;
      },
    });
    await start();
    const returned = await runtime.invoke('tick');
    const lines = log.entries.filter(({ invocationId }) => invocationId === returned?.string);
    expect(lines).toMatchObject([
      { level: 'information', category: 'host', functionName: 'tick', message: expect.stringMatching(/^Executing /) },
      { level: 'information', category: 'user', functionName: 'tick', message: 'collected 3' },
      { level: 'warning', category: 'user', functionName: 'tick', message: 'one tenant is late' },
      { level: 'information', category: 'host', functionName: 'tick', message: expect.stringMatching(/Succeeded/) },
    ]);
  });
});
