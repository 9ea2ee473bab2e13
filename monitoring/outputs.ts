import { alerts } from './alerts/alerts';
import { alertsBicep } from './alerts/bicep';
import { workbook } from './workbook/workbook';

/** Every generated file by its path from the root of the project. A test compares them with what is committed. */
export function outputs(): Readonly<Record<string, string>> {
  return {
    'infra/modules/alerts.bicep': alertsBicep(alerts),
    'infra/monitoring/workbook.json': `${JSON.stringify(workbook, undefined, 2)}\n`,
  };
}
