import type { SimulatedTenant } from '../../cloud/tenant';
import { between, pick, type Random } from '../../data/random';
import { memberText } from '../../data/raw-json';
import { newAlert, newIncident } from '../fleet/records';
import type { SourceName } from '../fleet/sources';

/** How records of a source appear and change. */
export interface Happenings {
  /** The id of a record, in its text. */
  idOf(raw: string): string;
  /** Adds a record as it appears just now; its text. */
  add(tenant: SimulatedTenant, random: Random, number: number): string;
  /** Changes an old one as an analyst would; what there is to tell of it. */
  change(tenant: SimulatedTenant, random: Random, id: string): string;
}

export const happenings: Readonly<Record<SourceName, Happenings>> = {
  'defender-xdr': {
    idOf: (raw) => memberText(raw, 'incidentId') ?? '',
    add(tenant, random, number) {
      const incident = newIncident(random, Date.now(), number);
      tenant.addIncident(incident);
      return incident;
    },
    change(tenant, random, id) {
      const changes = analystsChange(random);
      tenant.updateIncident(id, changes);
      return `incident ${id} is now ${changes.status}`;
    },
  },
  'defender-endpoint': {
    idOf: (raw) => String(JSON.parse(memberText(raw, 'id') ?? '""')),
    add(tenant, random, number) {
      const alert = newAlert(random, Date.now(), number);
      tenant.addAlert(alert);
      return alert;
    },
    change(tenant, random, id) {
      const changes = analystsChange(random);
      tenant.updateAlert(id, changes);
      return `alert ${id} is now ${changes.status}, while no incident changed`;
    },
  },
};

function analystsChange(random: Random) {
  const status = pick(random, ['InProgress', 'Resolved']);
  return { status, assignedTo: `analyst${between(random, 1, 9)}@partner.example` };
}
