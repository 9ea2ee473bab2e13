import { z } from 'zod';
import { readBicep } from '../../infra/bicep/read';
import { openParser } from '../../infra/bicep/syntax';
import { filled, written } from './literal';

const expression = z.strictObject({ expression: z.string() }).transform((value) => value.expression);

/** What is deployed with the name of this app. */
function ruleSchema(appName: string) {
  const text = z.union([z.string(), expression.transform((source) => filled(source, { appName }))]);
  const query = expression.transform((source, issues) => {
    // Inside of three quotes nothing is escaped; the line break right behind the first three doesn't count.
    const [, query, token] = /^replace\('''\n([\s\S]*)''', '(\w+)', appName\)$/.exec(source) ?? [];
    if (query !== undefined && token !== undefined && !query.includes("'''")) return query.replaceAll(token, appName);
    issues.addIssue(`not understood: ${source}`);
    return z.NEVER;
  });
  const condition = z.strictObject({
    query,
    timeAggregation: z.enum(['Count', 'Maximum', 'Minimum']),
    metricMeasureColumn: z.string().optional(),
    dimensions: z
      .tuple([
        z.strictObject({
          name: z.string(),
          operator: z.literal('Include'),
          values: z.tuple([z.literal('*')]).readonly(),
        }),
      ])
      .readonly()
      .optional(),
    operator: z.enum(['GreaterThan', 'LessThan', 'LessThanOrEqual']),
    threshold: z.number(),
    failingPeriods: z.strictObject({ numberOfEvaluationPeriods: z.int(), minFailingPeriodsToAlert: z.int() }),
  });
  return z.strictObject({
    name: text,
    location: expression,
    tags: expression,
    kind: z.literal('LogAlert'),
    properties: z.strictObject({
      displayName: text,
      description: text,
      severity: z.int(),
      enabled: expression,
      scopes: z.tuple([expression]).readonly(),
      evaluationFrequency: z.string(),
      windowSize: z.string(),
      // A new workspace has no tables yet.
      skipQueryValidation: z.literal(true),
      autoMitigate: z.literal(true),
      criteria: z.strictObject({ allOf: z.tuple([condition]) }),
      actions: z.strictObject({ actionGroups: expression }),
    }),
  });
}

type Read = z.infer<ReturnType<typeof ruleSchema>>['properties'];

/**
 * A rule as Azure Monitor gets it: `enabled`, `scopes` and `actions` are names of parameters and variables, `query` has
 * the name of the app in it.
 */
export interface DeployedRule extends Omit<Read, 'criteria'> {
  readonly name: string;
  readonly condition: Read['criteria']['allOf'][0];
}

export interface DeployedRules {
  readonly rules: readonly DeployedRule[];
  readonly parameters: readonly string[];
  /** Variables, as written. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Reads generated Bicep back. A property or a value that isn't known here is an error: it could change what a rule does. */
export async function readRules(bicep: string, appName: string): Promise<DeployedRules> {
  const file = readBicep(await openParser(), 'alerts.bicep', bicep);
  const schema = ruleSchema(appName);
  const rules = file.resources.map(({ type, body }) => {
    if (type !== 'Microsoft.Insights/scheduledQueryRules') throw new Error(`${type} is no alert rule.`);
    const { name, properties } = schema.parse(written(body));
    const { criteria, ...rest } = properties;
    return { name, ...rest, condition: criteria.allOf[0] };
  });
  const variables = Object.entries(file.variables).map(([name, { source }]) => [name, source] as const);
  return { rules, parameters: file.parameters.map(({ name }) => name), variables: Object.fromEntries(variables) };
}
