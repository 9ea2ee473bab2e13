/** The parts of a workbook that are used here. Reference: microsoft/Application-Insights-Workbooks, schema/workbook.json. */
export type Item = TextItem | QueryItem | ParametersItem | TabsItem;

export interface Common {
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
    readonly timeContext?: TimeSpan;
    readonly tileSettings?: TileSettings;
  };
}

export interface TimeSpan {
  readonly durationMs: number;
}

/** Formatter 1 is a text, 12 a large number. */
export interface TileSettings {
  readonly titleContent: { readonly columnMatch: string; readonly formatter: 1 };
  readonly leftContent: { readonly columnMatch: string; readonly formatter: 12 };
  readonly showBorder: true;
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

export interface TabLink {
  readonly id: string;
  readonly cellValue: 'tab';
  readonly linkTarget: 'parameter';
  readonly linkLabel: string;
  readonly subTarget: string;
  readonly style: 'link';
}

export type Visualization = 'table' | 'timechart' | 'tiles';

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
  | {
      readonly type: 2;
      readonly query: string;
      readonly queryType: 0;
      readonly resourceType: typeof workspaceType;
      readonly timeContext: TimeSpan;
      readonly typeSettings: { readonly additionalResourceOptions: readonly ['value::1'] };
      /** The first of the list. */
      readonly defaultValue: 'value::1';
    }
  | {
      readonly type: 4;
      readonly value: TimeSpan;
      readonly typeSettings: { readonly selectableValues: readonly TimeSpan[] };
    }
);

/** What queries may name in braces. */
export type ParameterName = 'TimeRange' | 'Tenant' | 'InstanceGB' | 'PricePerGBs' | 'PricePerLogGB';

export const workspaceType = 'microsoft.operationalinsights/workspaces';
