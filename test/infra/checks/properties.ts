import type { Resource } from '../bicep/read';
import type { ObjectValue, Value } from '../bicep/values';
import { type Cases, isCases, type Members, type ResourceType } from './types';

/** What Bicep itself gives every resource. */
const ofBicep: Members = { parent: 'any', scope: 'any', dependsOn: 'any' };

/**
 * Names the type doesn't have, values it doesn't allow, and what is required and missing. Values known only in Azure are
 * believed. Literals are held to the list even where the type says `| string`: for new ones, refresh the snapshot.
 */
export function propertyFaults(resource: Resource, type: ResourceType): string[] {
  return objectFaults(resource.body, type.body, { at: resource.symbol, type, also: ofBicep });
}

interface Place {
  readonly at: string;
  readonly type: ResourceType;
  readonly also?: Members;
}

function objectFaults(object: ObjectValue, wanted: Members | Cases, place: Place): string[] {
  const members = isCases(wanted) ? caseOf(object, wanted) : wanted;
  if (!members) return [`${place.at}: no such case`];
  const missing = Object.entries(members)
    .filter(([name, type]) => type.startsWith('required ') && !(name in object.properties))
    .map(([name]) => `${place.at}.${name}: missing`);
  const wrong = Object.entries(object.properties).flatMap(([name, value]) => {
    const type = members[name] ?? place.also?.[name] ?? members['*'];
    const at = `${place.at}.${name}`;
    return type === undefined ? [`${at}: no such property`] : valueFaults(value, type, { at, type: place.type });
  });
  return [...missing, ...wrong];
}

function caseOf(object: ObjectValue, { '?': name, cases }: Cases): Members | undefined {
  const value = object.properties[name];
  return value?.kind === 'text' ? cases[value.text] : undefined;
}

function valueFaults(value: Value, written: string, place: Place): string[] {
  const type = written.replace(/^required /, '');
  if (value.kind === 'expression' || value.kind === 'null' || type === 'any') return [];
  if (value.kind === 'choice') return value.branches.flatMap((branch) => valueFaults(branch, type, place));
  if (type.endsWith('[]')) {
    if (value.kind !== 'array') return [`${place.at}: not ${type}`];
    return value.items.flatMap((item, i) =>
      valueFaults(item, type.slice(0, -2), { ...place, at: `${place.at}[${i}]` }),
    );
  }
  const alternatives = type.split(' | ');
  if (value.kind === 'object') {
    const object = alternatives.map((name) => place.type.objects[name]).find(Boolean);
    return object ? objectFaults(value, object, place) : [`${place.at}: not ${type}`];
  }
  return isAllowed(value, alternatives) ? [] : [`${place.at}: ${value.source} is not ${type}`];
}

function isAllowed(value: Value, alternatives: readonly string[]): boolean {
  if (value.kind === 'number') return alternatives.includes('int') || alternatives.includes(value.source);
  if (value.kind === 'boolean') return alternatives.includes('bool') || alternatives.includes(value.source);
  return value.kind === 'text' && (alternatives.includes(value.text) || alternatives.join() === 'string');
}
