const nonEmpty = { type: 'string', minLength: 1 };
const guid = { type: 'string', pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$' };

/** An object with exactly these members, of which those with a trailing `?` may be absent. */
function exactly(members: Readonly<Record<string, object>>): object {
  const entries = Object.entries(members);
  return {
    type: 'object',
    additionalProperties: false,
    required: entries.map(([name]) => name).filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(entries.map(([name, schema]) => [name.replace('?', ''), schema])),
  };
}

const is = (value: string | number | boolean) => ({ const: value });
const duration = exactly({ durationMs: { type: 'integer', minimum: 1 } });
const logs = { queryType: is(0), resourceType: is('microsoft.operationalinsights/workspaces') };

function item(type: number, content: object): object {
  return exactly({
    type: is(type),
    content,
    name: nonEmpty,
    'customWidth?': { type: 'string', pattern: '^\\d{1,3}$' },
    'conditionalVisibility?': exactly({
      parameterName: is('tab'),
      comparison: is('isEqualTo'),
      value: { enum: ['fleet', 'tenant', 'delivery', 'cost'] },
    }),
  });
}

function parameter(type: number, members: Readonly<Record<string, object>>): object {
  return exactly({
    id: guid,
    version: is('KqlParameterItem/1.0'),
    name: nonEmpty,
    label: nonEmpty,
    'description?': nonEmpty,
    isRequired: is(true),
    type: is(type),
    ...members,
  });
}

const query = exactly({
  version: is('KqlItem/1.0'),
  query: nonEmpty,
  size: is(0),
  title: nonEmpty,
  noDataMessage: nonEmpty,
  ...logs,
  visualization: { enum: ['table', 'timechart', 'tiles'] },
  'timeContextFromParameter?': is('TimeRange'),
  'timeContext?': duration,
  'tileSettings?': exactly({
    titleContent: exactly({ columnMatch: nonEmpty, formatter: is(1) }),
    leftContent: exactly({ columnMatch: nonEmpty, formatter: is(12) }),
    showBorder: is(true),
  }),
});

const parameters = exactly({
  version: is('KqlParameterItem/1.0'),
  style: is('pills'),
  ...logs,
  parameters: {
    type: 'array',
    minItems: 1,
    items: {
      oneOf: [
        parameter(1, { value: nonEmpty }),
        parameter(2, {
          query: nonEmpty,
          ...logs,
          timeContext: duration,
          typeSettings: exactly({ additionalResourceOptions: { const: ['value::1'] } }),
          defaultValue: is('value::1'),
        }),
        parameter(4, {
          value: duration,
          typeSettings: exactly({ selectableValues: { type: 'array', minItems: 1, items: duration } }),
        }),
      ],
    },
  },
});

const tabs = exactly({
  version: is('LinkItem/1.0'),
  style: is('tabs'),
  links: {
    type: 'array',
    minItems: 2,
    items: exactly({
      id: guid,
      cellValue: is('tab'),
      linkTarget: is('parameter'),
      linkLabel: nonEmpty,
      subTarget: nonEmpty,
      style: is('link'),
    }),
  },
});

/**
 * What is used of workbooks, in JSON Schema (draft-07). Stricter than Microsoft's, which leaves the contents of queries
 * open: written from what its schema names and from what the portal saves.
 */
export const workbookSchema: object = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...exactly({
    version: is('Notebook/1.0'),
    items: {
      type: 'array',
      minItems: 1,
      items: { oneOf: [item(1, exactly({ json: nonEmpty })), item(3, query), item(9, parameters), item(11, tabs)] },
    },
    fallbackResourceIds: { type: 'array', minItems: 1, items: nonEmpty },
    $schema: nonEmpty,
  }),
};
