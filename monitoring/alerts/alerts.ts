import type { Alert } from './alert';
import { collectingAlerts } from './collecting';
import { credentialAlerts } from './credentials';
import { deliveringAlerts } from './delivering';
import { platformAlerts } from './platform';
import { timerAlerts } from './timers';

/** Every alert there is. */
export const alerts: readonly Alert[] = [
  ...timerAlerts,
  ...collectingAlerts,
  ...credentialAlerts,
  ...deliveringAlerts,
  ...platformAlerts,
];
