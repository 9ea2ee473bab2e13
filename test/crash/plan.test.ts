import { describe, expect, it } from 'vitest';
import { type KillPoint, planOf } from './plan';
import { askAgain, boundariesOf, holdBack } from './wire/steps';

const warm = boundariesOf(['claim the checkpoint', 'put on incidents', 'take from incidents', 'send the webhook']);
const cold = boundariesOf(['ask Entra', 'set up storage']);
const boundaries = [...warm, ...cold];
const name = (point: KillPoint) => (point.at === 'boundary' ? `${point.side} ${point.step}` : point.at);

describe('the plan of kills', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planOf(7, 40, boundaries)).toEqual(planOf(7, 40, boundaries));
    expect(planOf(8, 40, boundaries)).not.toEqual(planOf(7, 40, boundaries));
  });

  it("doesn't depend on the order in which steps were recorded", () => {
    expect(boundariesOf(['b', 'a', 'b'])).toEqual(boundariesOf(['a', 'b']));
  });

  it.each([1, 2, 3, 4, 5])('has every boundary, and moments besides (seed %i)', (seed) => {
    const names = planOf(seed, 30, boundaries).flatMap(({ kills }) => kills.map(({ point }) => name(point)));
    expect(names).toEqual(expect.arrayContaining(boundaries.map(({ side, step }) => `${side} ${step}`)));
    expect(names).toContain('moment');
  });

  it('has every boundary also where there are fewer rounds', () => {
    const many = boundariesOf(Array.from({ length: 12 }, (_, index) => `put on t${index}`));
    const names = planOf(1, 15, [...many, ...cold]).flatMap(({ kills }) => kills.map(({ point }) => name(point)));
    expect(new Set(names.filter((each) => each !== 'moment')).size).toBe(24 + cold.length);
  });

  it('kills a process only where it comes by: cold steps are for the one that recovers', () => {
    const coldNames = cold.map(({ side, step }) => `${side} ${step}`);
    for (const { kills } of planOf(9, 30, boundaries))
      expect(coldNames).not.toContain(name(kills[0]?.point as KillPoint));
  });

  it('has a burst where a process is to die at what only a burst leaves', () => {
    const [round] = planOf(3, 1, boundariesOf([askAgain]));
    expect(round?.kills).toMatchObject([{ burst: 'incidents' }]);
  });

  it('has an outage where a process is to die at what only an open circuit makes it do', () => {
    const [round] = planOf(3, 1, boundariesOf([holdBack]));
    expect(round?.kills).toMatchObject([{ outage: true }]);
  });

  it('has bursts of both kinds, and outages, in a long run', () => {
    const kills = planOf(3, 130, boundaries).flatMap((round) => round.kills);
    const bursts = kills.map(({ burst }) => burst);
    expect(bursts.filter((burst) => burst === 'alerts')).toHaveLength(2);
    expect(bursts.filter((burst) => burst === 'incidents')).toHaveLength(2);
    expect(kills.filter(({ outage }) => outage)).toHaveLength(8);
  });
});
