import { workbook } from '../../monitoring/workbook/workbook';

/** Every query of the workbook, those of its parameters too, with the name of what asks it. */
export function workbookQueries(): readonly (readonly [name: string, query: string])[] {
  return workbook.items.flatMap((item) => {
    if (item.type === 3) return [[item.name, item.content.query] as const];
    if (item.type !== 9) return [];
    return item.content.parameters.flatMap((each) =>
      'query' in each ? [[`${item.name}/${each.name}`, each.query] as const] : [],
    );
  });
}
