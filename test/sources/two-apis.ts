import { beforeAll, beforeEach } from 'vitest';
import type { SimulatedCloud } from '../../sandbox/cloud/cloud';
import { makeSigningKey, type SigningKey } from '../../sandbox/cloud/jwt';
import type { SimulatedTenant } from '../../sandbox/cloud/tenant';
import { generateAlert } from '../../sandbox/data/alert';
import { generateIncident } from '../../sandbox/data/incident';
import { seededRandom } from '../../sandbox/data/random';
import { entraTokens } from '../../shared/access/tokens';
import { collectTenants } from '../../shared/collection/collect-tenants';
import { reachOf } from '../../shared/collection/reach';
import type { CollectedEvent } from '../../shared/events/event';
import { axiosHttp } from '../../shared/http/axios-http';
import { readSettings } from '../../shared/settings';
import type { SourceName } from '../../shared/sources/names';
import { fleet, tenant } from '../collection/support/fleet';
import { contoso, partner, testCloud } from '../sandbox-cloud/fixture';
import { minimal } from '../settings/cases';
import { type FakeClock, fakeClock } from '../support/fake-clock';

const minute = 60_000;
export const start = Date.parse('2026-11-21T12:00:00Z');
export const alertId = 'da637472900382838869_1364969609';

export const kindAndId = ({ attributes }: CollectedEvent) => [attributes.type, attributes.subject];
/** What `kindAndId` says of the two records that are there from the beginning. */
export const incident = ['com.microsoft.defender.incident', '7'];
export const alert = ['com.microsoft.defender.alert', alertId];

interface World {
  readonly clock: FakeClock;
  readonly cloud: SimulatedCloud;
}

/** A tenant with an incident, an alert inside it, and the same alert in its own API, all changed an hour ago. */
export class TwoApis {
  #world: World | undefined;
  #incident = '';

  async start(signingKey: SigningKey): Promise<void> {
    const clock = fakeClock(start);
    this.#world = { clock, cloud: await testCloud({ now: () => clock.now(), signingKey }) };
    const random = seededRandom(7);
    const [createdAt, updatedAt] = [start - 61 * minute, start - 60 * minute];
    this.#incident = generateIncident({ random, id: 7, createdAt, updatedAt, alerts: 1 });
    this.tenant.addIncident(this.#incident);
    this.tenant.addAlert(generateAlert({ random, id: alertId, createdAt, updatedAt, incidentId: 7 }));
  }

  get clock(): FakeClock {
    return this.#running.clock;
  }

  get cloud(): SimulatedCloud {
    return this.#running.cloud;
  }

  get tenant(): SimulatedTenant {
    return this.cloud.tenant(contoso);
  }

  /** An analyst resolves the alert: it changes in both APIs, but its incident's last update stays. The alert's new text. */
  resolveAlert(): string {
    const { lastUpdateTime, alerts } = JSON.parse(this.#incident);
    const resolved = { ...alerts[0], status: 'Resolved', lastUpdatedTime: new Date(this.clock.now()).toISOString() };
    this.tenant.updateIncident(7, { lastUpdateTime, alerts: [resolved] });
    return this.tenant.updateAlert(alertId, { status: 'Resolved', assignedTo: 'soc@partner.example' });
  }

  /** The real client, tokens and reach against the simulated cloud; only the queue and the checkpoints are in memory. */
  relay(...sources: readonly SourceName[]) {
    const { clock, cloud } = this.#running;
    const settings = settingsFor(cloud);
    const secrets = { get: async () => ({ value: partner.clientSecret }), forget: () => {} };
    const { collector, sent, checkpoints } = fleet({
      clock,
      http: axiosHttp(),
      tenants: [tenant(contoso, { sources })],
      changes: {
        tokens: entraTokens({ secrets, clock, cloud: 'commercial' }),
        reach: (target) => reachOf(settings, target),
      },
    });
    return {
      /** What three runs, one a minute, put on the queue. */
      async collect(): Promise<readonly CollectedEvent[]> {
        const before = sent.length;
        for (let run = 0; run < 3; run += 1) {
          await collectTenants(collector);
          clock.advance(minute);
        }
        return sent.slice(before);
      },
      row: (source: SourceName) => checkpoints.rows.get(`${contoso}/${source}`)?.columns,
    };
  }

  get #running(): World {
    if (!this.#world) throw new Error('The two APIs have not started yet.');
    return this.#world;
  }
}

function settingsFor({ urls }: SimulatedCloud) {
  return readSettings({
    ...minimal,
    PARTNER_TENANT_ID: partner.tenantId,
    PARTNER_CLIENT_ID: partner.clientId,
    ENTRA_AUTHORITY_URL: urls.authority,
    DEFENDER_XDR_URL: urls.defender,
    DEFENDER_ENDPOINT_URL: urls.defender,
  });
}

/** New for every test of a file. */
export function useTwoApis(): TwoApis {
  const apis = new TwoApis();
  let signingKey: SigningKey;
  beforeAll(async () => {
    signingKey = await makeSigningKey();
  });
  beforeEach(() => apis.start(signingKey));
  return apis;
}
