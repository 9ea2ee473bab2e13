import { createHash } from 'node:crypto';
import { day, hour } from '../../shared/duration';
import {
  type Common,
  type Parameter,
  type ParameterName,
  type ParametersItem,
  type QueryItem,
  type TabLink,
  type TabsItem,
  type TextItem,
  type TileSettings,
  type TimeSpan,
  type Visualization,
  workspaceType,
} from './item';

/** The tabs of the page. */
export const tabs = { fleet: 'Fleet', tenant: 'One tenant', delivery: 'Delivery', cost: 'Cost' } as const;
export type Tab = keyof typeof tabs;

/** What a query looks at whatever the time range is: lines that are said again once an hour, and once in 23 hours. */
const spans = { now: { durationMs: 2 * hour }, today: { durationMs: day } } as const satisfies Record<string, TimeSpan>;

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
  readonly as?: Exclude<Visualization, 'tiles'>;
  /** A tile for each row: its title and its number. */
  readonly tiles?: { readonly title: string; readonly value: string };
  readonly width?: string;
  /** Looks at so much whatever the time range is: how things stand now. */
  readonly over?: keyof typeof spans;
  readonly noData?: string;
}

export function query(name: string, options: QueryOptions): QueryItem {
  const { tab, title, query: kql, as = 'table', tiles, width, over, noData = 'Nothing in this time.' } = options;
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
      visualization: tiles ? 'tiles' : as,
      ...(over ? { timeContext: spans[over] } : { timeContextFromParameter: 'TimeRange' }),
      ...(tiles && { tileSettings: tileSettingsOf(tiles) }),
    },
    name,
    ...(width && { customWidth: width }),
    ...on(tab),
  };
}

function tileSettingsOf({ title, value }: { readonly title: string; readonly value: string }): TileSettings {
  return {
    titleContent: { columnMatch: title, formatter: 1 },
    leftContent: { columnMatch: value, formatter: 12 },
    showBorder: true,
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
  return {
    ...named(name, label),
    type: 2,
    query: kql,
    queryType: 0,
    resourceType: workspaceType,
    timeContext: spans.now,
    typeSettings: { additionalResourceOptions: ['value::1'] },
    defaultValue: 'value::1',
  };
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
