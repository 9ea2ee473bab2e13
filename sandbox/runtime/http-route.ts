import { StartError } from './start-error';

/** An HTTP trigger's route, read once. */
export interface Route {
  readonly methods: readonly string[];
  readonly segments: readonly Segment[];
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter' | 'optional' | 'rest'; readonly name: string };

/**
 * Reads a route such as `tenants/{id}/sources/{name?}` or `files/{*path}`, below the prefix.
 *
 * @throws StartError for a constraint (`{id:int}`) or a parameter that is only part of a segment
 */
export function parseRoute(prefix: string, route: string, methods: readonly string[], functionName: string): Route {
  const segments = pathSegments(`${prefix}/${route}`).map((text): Segment => {
    if (!/[{}]/.test(text)) return { kind: 'literal', text: text.toLowerCase() };
    const [, star, name, optional] = /^\{(\*?)(\w+)(\??)\}$/.exec(text) ?? [];
    if (name === undefined) {
      throw new StartError(`${functionName}: the local runtime doesn't understand '${text}' in the route '${route}'.`);
    }
    return { kind: star ? 'rest' : optional ? 'optional' : 'parameter', name };
  });
  return { segments, methods: methods.map((method) => method.toUpperCase()) };
}

/** The values of the route's parameters, or undefined when it doesn't answer to this request. */
export function matchRoute(route: Route, method: string, path: string): Record<string, string> | undefined {
  if (!route.methods.includes(method)) return undefined;
  const parts = pathSegments(path);
  const params: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries()) {
    const part = parts[index];
    if (segment.kind === 'rest') {
      const rest = parts.slice(index).map(decode).join('/');
      return rest === '' ? params : { ...params, [segment.name]: rest };
    }
    if (part === undefined) {
      if (segment.kind !== 'optional') return undefined;
      continue;
    }
    if (segment.kind === 'literal') {
      if (decode(part).toLowerCase() !== segment.text) return undefined;
    } else params[segment.name] = decode(part);
  }
  return parts.length > route.segments.length ? undefined : params;
}

/** Orders routes so that the more definite is asked first: `status/now` before `status/{name}`. */
export function compareRoutes(one: Route, other: Route): number {
  const rank = (route: Route) =>
    route.segments.map(({ kind }) => ({ literal: 0, parameter: 1, optional: 2, rest: 3 })[kind]).join('');
  return rank(one).localeCompare(rank(other));
}

const pathSegments = (path: string) => path.split('/').filter((part) => part !== '');

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
