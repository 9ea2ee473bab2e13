import { generateIncident, type IncidentRecipe } from '../../../sandbox/data/incident';
import { seededRandom } from '../../../sandbox/data/random';

const random = seededRandom(20);
export const minute = 60_000;
export const hour = 60 * minute;

/** `count` incidents with consecutive ids; by default small, and updated between one and twenty hours ago. */
export function incidents(
  count: number,
  of: (index: number) => Partial<Omit<IncidentRecipe, 'random'>> = () => ({}),
): string[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) => {
    const updatedAt = now - hour - Math.floor((index * 19 * hour) / count);
    return generateIncident({
      random,
      id: index + 1,
      createdAt: updatedAt - minute,
      updatedAt,
      alerts: 0,
      ...of(index),
    });
  });
}
