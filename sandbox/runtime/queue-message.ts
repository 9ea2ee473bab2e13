import type { RpcTypedData } from './core-contract';
import type { DequeuedMessageItem } from './queue-client';

/** The text of a message as the sender meant it; undefined when it isn't in the encoding that host.json names. */
export function decodeMessage(text: string, encoding: 'base64' | 'none'): string | undefined {
  if (encoding === 'none') return text;
  const compact = text.replace(/\s/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  return Buffer.from(compact, 'base64').toString('utf8');
}

/**
 * The metadata the host sends with a message. The top-level properties of a JSON body overwrite the message's own of
 * the same name, ignoring case, and arrive as text, except objects; arrays and nulls are left out
 * (azure-functions-host, src/WebJobs.Script: ApplyBindingData and ConvertPropertyValue).
 */
export function queueTriggerMetadata(message: DequeuedMessageItem, text: string): Record<string, RpcTypedData> {
  const metadata: Record<string, RpcTypedData> = {
    QueueTrigger: { string: text },
    DequeueCount: { int: message.dequeueCount },
    ExpirationTime: instant(message.expiresOn),
    Id: { string: message.messageId },
    InsertionTime: instant(message.insertedOn),
    NextVisibleTime: instant(message.nextVisibleOn),
    PopReceipt: { string: message.popReceipt },
  };
  const names = new Map(Object.keys(metadata).map((name) => [name.toLowerCase(), name]));
  for (const [name, value] of Object.entries(topLevelProperties(text))) {
    const known = names.get(name.toLowerCase()) ?? name;
    names.set(name.toLowerCase(), known);
    metadata[known] = value;
  }
  return metadata;
}

function topLevelProperties(text: string): Record<string, RpcTypedData> {
  const body = parseObject(text);
  const found: Record<string, RpcTypedData> = {};
  for (const [name, value] of Object.entries(body)) {
    if (value === null || Array.isArray(value)) continue;
    found[name] = typeof value === 'object' ? { json: JSON.stringify(value) } : { string: dotNetText(value) };
  }
  return found;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

function parseObject(text: string): { readonly [name: string]: Json } {
  if (!/^\s*\{/.test(text)) return {};
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** .NET writes its booleans with a capital letter. */
const dotNetText = (value: string | number | boolean) =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);

const instant = (date: Date): RpcTypedData => ({
  json: JSON.stringify(date.toISOString().replace(/\.\d+Z$/, '+00:00')),
});
