import { beforeEach } from 'vitest';
import type { DestinationTools } from '../../shared/destinations/destination-type';
import { destinationRegistration } from '../../shared/destinations/registration';
import { destinationPartition } from '../../shared/destinations/row';
import { destinationTable } from '../../shared/destinations/table';
import { axiosHttp } from '../../shared/http/axios-http';
import type { HttpSend } from '../../shared/http/http';
import type { Columns, Table } from '../../shared/storage/tables';
import { type FakeSecrets, fakeSecrets } from '../destinations/fake-secrets';
import { type FakeClock, fakeClock } from '../support/fake-clock';
import { type Given, now, type Run, relay } from './harness';
import { type Tables, useTables } from './tables';

/** The value behind the Key Vault secret `siem-key`. */
export const siemKey = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** The command line over a table `destinations` of its own for each test. */
export interface DestinationDesk {
  readonly tables: Tables;
  readonly rows: Table;
  readonly clock: FakeClock;
  readonly secrets: FakeSecrets;
  /** Runs `relay destinations <typed>`; loopback is allowed unless told otherwise. */
  destinations(typed: readonly string[], given?: Given & Partial<DestinationTools>): Promise<Run>;
  /** A row as a person would write it, a webhook to a place where nobody is unless `columns` says otherwise. */
  insert(name: string, columns?: Columns): Promise<void>;
  columnsOf(name: string): Promise<Columns | undefined>;
}

const nowhere = JSON.stringify({ url: 'https://siem.example/hook', secret: 'siem-key' });

export function useDestinationDesk(http: HttpSend = axiosHttp()): DestinationDesk {
  const tables = useTables();
  let parts: Pick<DestinationDesk, 'rows' | 'clock' | 'secrets'>;
  beforeEach(async () => {
    const secrets = fakeSecrets({ 'siem-key': siemKey });
    parts = { rows: await tables.freshTable(), clock: fakeClock(now), secrets };
  });
  return {
    tables,
    get rows() {
      return parts.rows;
    },
    get clock() {
      return parts.clock;
    },
    get secrets() {
      return parts.secrets;
    },
    destinations(typed, given = {}) {
      const { rows: table, clock, secrets } = parts;
      const tools = { http, secrets, clock, random: () => 0.5, allowPrivate: true, ...given };
      const destinations = destinationTable({ table, tools, log: () => undefined });
      const desk = { destinations: destinationRegistration({ table, tools, destinations }), destinationTools: tools };
      return relay(['destinations', ...typed], { tenants: tables.tenants, now: clock.now(), ...desk, ...given });
    },
    async insert(name, columns = {}) {
      await parts.rows.insert(destinationPartition, name, { type: 'webhook', settings: nowhere, ...columns });
    },
    columnsOf: async (name) => (await parts.rows.get(destinationPartition, name))?.columns,
  };
}
