import { createHash } from 'node:crypto';

/** The parts of a workbook that are used here. Reference: microsoft/Application-Insights-Workbooks, schema/workbook.json. */
export type Item = TextItem | QueryItem | ParametersItem | TabsItem;

interface Common {
  readonly name: string;
  /** Percent of the page, as text. */
  readonly customWidth?: string;
  readonly conditionalVisibility?: {
    readonly parameterName: string;
    readonly comparison: 'isEqualTo';
    readonly value: string;
  };
}

export interface TextItem extends Common {
  readonly type: 1;
  readonly content: { readonly json: string };
}

export interface QueryItem extends Common {
  readonly type: 3;
  readonly content: {
    readonly version: 'KqlItem/1.0';
    readonly query: string;
    readonly size: 0;
    readonly title: string;
    readonly noDataMessage: string;
    /** Log Analytics. */
    readonly queryType: 0;
    readonly resourceType: typeof workspaceType;
    readonly visualization: Visualization;
    readonly timeContextFromParameter?: 'TimeRange';
  };
}

export interface ParametersItem extends Common {
  readonly type: 9;
  readonly content: {
    readonly version: 'KqlParameterItem/1.0';
    readonly style: 'pills';
    readonly queryType: 0;
    readonly resourceType: typeof workspaceType;
    readonly parameters: readonly Parameter[];
  };
}

export interface TabsItem extends Common {
  readonly type: 11;
  readonly content: {
    readonly version: 'LinkItem/1.0';
    readonly style: 'tabs';
    readonly links: readonly TabLink[];
  };
}

interface TabLink {
  readonly id: string;
  readonly cellValue: 'tab';
  readonly linkTarget: 'parameter';
  readonly linkLabel: string;
  readonly subTarget: string;
  readonly style: 'link';
}

type Visualization = 'table' | 'timechart' | 'tiles';

/** Type 1 is a text, 2 a choice, 4 a time range. */
export type Parameter = {
  readonly id: string;
  readonly version: 'KqlParameterItem/1.0';
  readonly name: ParameterName;
  readonly label: string;
  readonly description?: string;
  readonly isRequired: true;
} & (
  | { readonly type: 1; readonly value: string }
  | { readonly type: 2; readonly query: string; readonly queryType: 0; readonly resourceType: typeof workspaceType }
  | {
      readonly type: 4;
      readonly value: { readonly durationMs: number };
      readonly typeSettings: { readonly selectableValues: readonly { readonly durationMs: number }[] };
    }
);

/** What queries may name in braces. */
export type ParameterName = 'TimeRange' | 'Tenant' | 'InstanceGB' | 'PricePerGBs' | 'PricePerLogGB';

const workspaceType = 'microsoft.operationalinsights/workspaces';

/** The tabs of the page. */
export const tabs = { fleet: 'Fleet', tenant: 'One tenant', delivery: 'Delivery', cost: 'Cost' } as const;
export type Tab = keyof typeof tabs;

export function idOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

function on(tab: Tab): Pick<Common, 'conditionalVisibility'> {
  return { conditionalVisibility: { parameterName: 'tab', comparison: 'isEqualTo', value: tab } };
}

export function text(name: string, markdown: string, tab?: Tab): TextItem {
  return { type: 1, content: { json: markdown }, name, ...(tab && on(tab)) };
}

interface QueryOptions {
  readonly tab: Tab;
  readonly title: string;
  readonly query: string;
  readonly as?: Visualization;
  readonly width?: string;
  /** Looks at the last two hours whatever the time range is: how things stand now. */
  readonly isNow?: boolean;
  readonly noData?: string;
}

export function query(name: string, options: QueryOptions): QueryItem {
  const { tab, title, query: kql, as = 'table', width, isNow = false, noData = 'Nothing in this time.' } = options;
  return {
    type: 3,
    content: {
      version: 'KqlItem/1.0',
      query: kql,
      size: 0,
      title,
      noDataMessage: noData,
      queryType: 0,
      resourceType: workspaceType,
      visualization: as,
      ...(!isNow && { timeContextFromParameter: 'TimeRange' as const }),
    },
    name,
    ...(width && { customWidth: width }),
    ...on(tab),
  };
}

export function parameters(name: string, list: readonly Parameter[], tab?: Tab): ParametersItem {
  return {
    type: 9,
    content: {
      version: 'KqlParameterItem/1.0',
      style: 'pills',
      queryType: 0,
      resourceType: workspaceType,
      parameters: list,
    },
    name,
    ...(tab && on(tab)),
  };
}

export function choice(name: ParameterName, label: string, kql: string): Parameter {
  return { ...named(name, label), type: 2, query: kql, queryType: 0, resourceType: workspaceType };
}

export function written(name: ParameterName, label: string, value: string, description: string): Parameter {
  return { ...named(name, label), description, type: 1, value };
}

export function timeRange(name: ParameterName, label: string, durations: readonly number[], first: number): Parameter {
  const selectableValues = durations.map((durationMs) => ({ durationMs }));
  return { ...named(name, label), type: 4, value: { durationMs: first }, typeSettings: { selectableValues } };
}

function named(name: ParameterName, label: string) {
  return { id: idOf(name), version: 'KqlParameterItem/1.0', name, label, isRequired: true } as const;
}

export function tabLinks(): TabsItem {
  const links = Object.entries(tabs).map(
    ([tab, linkLabel]): TabLink => ({
      id: idOf(`tab ${tab}`),
      cellValue: 'tab',
      linkTarget: 'parameter',
      linkLabel,
      subTarget: tab,
      style: 'link',
    }),
  );
  return { type: 11, content: { version: 'LinkItem/1.0', style: 'tabs', links }, name: 'tabs' };
}
