import { generateAlert } from '../../data/alert';
import { generateIncident, type IncidentRecipe } from '../../data/incident';
import { between, type Random } from '../../data/random';
import type { Seeding } from './customer';

export interface Batch {
  readonly count: number;
  readonly firstId: number;
  /** How far back the oldest lies, in milliseconds; at most a day, the history that the relay collects by default. */
  readonly spreadMs: number;
}

/** Incidents of one to three alerts, at random instants of the time before `at`. */
export function generatedIncidents({ random, at }: Seeding, { count, firstId, spreadMs }: Batch): string[] {
  return Array.from({ length: count }, (_, index) => {
    const updatedAt = at - between(random, 1_000, spreadMs);
    const createdAt = updatedAt - between(random, 60_000, 3_600_000);
    return generateIncident({ random, id: firstId + index, createdAt, updatedAt, alerts: between(random, 1, 3) });
  });
}

/** Incidents that all carry the same last update, as a rule that touches many at once makes them. */
export function tiedIncidents({ random, at }: Seeding, { count, firstId, spreadMs }: Batch): string[] {
  const updatedAt = `${new Date(at - spreadMs).toISOString().slice(0, 19)}.5Z`;
  return Array.from({ length: count }, (_, index) => {
    const createdAt = at - spreadMs - between(random, 60_000, 3_600_000);
    return generateIncident({ random, id: firstId + index, createdAt, updatedAt, alerts: 1 });
  });
}

/** Incidents of the given sizes in bytes. */
export function largeIncidents({ random, at }: Seeding, firstId: number, sizes: readonly number[]): string[] {
  return sizes.map((targetBytes, index) => {
    const updatedAt = at - between(random, 1_000, 20 * 3_600_000);
    const createdAt = updatedAt - 600_000;
    return generateIncident({ random, id: firstId + index, createdAt, updatedAt, alerts: 4, targetBytes });
  });
}

/**
 * Alerts with up to six pieces of evidence, at random instants of the time before `at`. One in eight has no incident;
 * the others' incidents are numbered from the same `firstId`.
 */
export function generatedAlerts({ random, at }: Seeding, { count, firstId, spreadMs }: Batch): string[] {
  return Array.from({ length: count }, (_, index) => {
    const updatedAt = at - between(random, 1_000, spreadMs);
    const createdAt = updatedAt - between(random, 60_000, 3_600_000);
    const incidentId = random() < 0.125 ? null : firstId + between(random, 0, 11);
    const evidence = between(random, 0, 6);
    return generateAlert({ random, id: alertId(random, firstId + index), createdAt, updatedAt, incidentId, evidence });
  });
}

/** One alert without an incident, as it appears just now. */
export function newAlert(random: Random, at: number, number: number): string {
  const [id, evidence] = [alertId(random, number), between(random, 1, 6)];
  return generateAlert({ random, id, createdAt: at, updatedAt: at, incidentId: null, evidence });
}

/** As Defender for Endpoint writes them: two numbers, the second signed. */
function alertId(random: Random, number: number): string {
  return `da${number}_${between(random, -(2 ** 31), 2 ** 31 - 1)}`;
}

/** One incident as it appears just now. */
export function newIncident(random: Random, at: number, id: number): string {
  const large = random() < 0.08;
  const recipe: IncidentRecipe = { random, id, createdAt: at, updatedAt: at, alerts: between(random, 1, 4) };
  return generateIncident(large ? { ...recipe, targetBytes: between(random, 70_000, 200_000) } : recipe);
}
