import { defenderEndpoint } from './defender-endpoint/source';
import { defenderXdr } from './defender-xdr/source';
import type { SourceName } from './names';
import type { Source } from './source';

/** Every source by its name. A new API is one folder here, one line there, and one name in names.ts. */
export const sources: Readonly<Record<SourceName, Source>> = {
  'defender-xdr': defenderXdr,
  'defender-endpoint': defenderEndpoint,
};
