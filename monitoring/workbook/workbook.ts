import { day, hour } from '../../shared/duration';
import { appNameToken, workspaceToken } from '../kql';
import { costItems } from './cost';
import { deliveryItems } from './delivery';
import { fleetItems } from './fleet';
import type { Item } from './item';
import { parameters, tabLinks, text, timeRange } from './items';
import { tenantItems } from './tenant';

export interface Workbook {
  readonly version: 'Notebook/1.0';
  readonly items: readonly Item[];
  readonly fallbackResourceIds: readonly string[];
  readonly $schema: string;
}

const ranges = [hour, 4 * hour, day, 3 * day, 7 * day, 30 * day];

export const workbook: Workbook = {
  version: 'Notebook/1.0',
  items: [
    text(
      'title',
      `## Defender Relay: ${appNameToken}\nWhat each alert means and what to do about it is in docs/runbook.md.`,
    ),
    parameters('time', [timeRange('TimeRange', 'Time range', ranges, day)]),
    tabLinks(),
    ...fleetItems,
    ...tenantItems,
    ...deliveryItems,
    ...costItems,
  ],
  fallbackResourceIds: [workspaceToken],
  $schema: 'https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json',
};
