import { expect, it } from 'vitest';
import { hour } from '../../shared/duration';
import { relayWithHeartbeats } from '../delivery/heartbeats';

it('without any destination says so at every run: everything collected waits', async () => {
  const { keepHouse, logged, clock } = relayWithHeartbeats();
  await keepHouse();
  clock.advance(hour);
  await keepHouse();
  const line = { level: 'info', event: 'destination.state', fields: { destination: '(none)', state: 'none' } };
  expect(logged('destination.state')).toEqual([line, line]);
});

it.each([
  ['ready', 'ready'],
  ['paused', 'paused-by-person'],
  ['malformed', 'malformed'],
] as const)('a destination that is %s is one', async (state, told) => {
  const { receiver, keepHouse, logged } = relayWithHeartbeats('siem');
  receiver('siem').state = state;
  await keepHouse();
  expect(logged('destination.state').map(({ fields }) => fields)).toMatchObject([{ destination: 'siem', state: told }]);
});
