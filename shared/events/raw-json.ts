/**
 * Raw slices of a JSON text. `JSON.parse` turns 9007199254740993 into ...992 and 1.0 into 1, so what must keep every
 * digit is cut from the text itself. All functions expect text that `JSON.parse` has accepted.
 */

/** The raw texts of an array's elements, in order. */
export function elementsOf(array: string): string[] {
  const elements: string[] = [];
  let at = skipSpace(array, array.indexOf('[') + 1);
  while (array[at] !== ']') {
    const end = endOfValue(array, at);
    elements.push(array.slice(at, end));
    at = skipSpace(array, end);
    if (array[at] === ',') at = skipSpace(array, at + 1);
  }
  return elements;
}

/** The raw texts of an object's members by name; of members with the same name the last wins, as in `JSON.parse`. */
export function membersOf(object: string): Map<string, string> {
  const members = new Map<string, string>();
  let at = skipSpace(object, object.indexOf('{') + 1);
  while (object[at] !== '}') {
    const nameEnd = endOfString(object, at);
    const name: string = JSON.parse(object.slice(at, nameEnd));
    const start = skipSpace(object, skipSpace(object, nameEnd) + 1);
    const end = endOfValue(object, start);
    members.set(name, object.slice(start, end));
    at = skipSpace(object, end);
    if (object[at] === ',') at = skipSpace(object, at + 1);
  }
  return members;
}

/** Whether `JSON.parse` and `JSON.stringify` keep every digit of every number and every member. */
export function survivesParse(raw: string): boolean {
  const inventory = takeInventory(raw);
  if (!inventory.numbers.every((number) => String(Number(number)) === number)) return false;
  const printed = reprint(raw);
  // Members of the same name collapse into one.
  return printed !== undefined && takeInventory(printed).members === inventory.members;
}

/** Undefined for what nests deeper, by the thousands, than JavaScript can print again. */
function reprint(raw: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(raw));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function takeInventory(json: string): { numbers: string[]; members: number } {
  const numbers: string[] = [];
  let members = 0;
  let at = 0;
  while (at < json.length) {
    const char = json[at] as string;
    if (char === '"') {
      at = endOfString(json, at);
      continue;
    }
    if (char === '-' || (char >= '0' && char <= '9')) {
      const end = endOfScalar(json, at);
      numbers.push(json.slice(at, end));
      at = end;
      continue;
    }
    if (char === ':') members += 1;
    at += 1;
  }
  return { numbers, members };
}

/** The index behind the value that begins at `start`. */
export function endOfValue(json: string, start: number): number {
  const first = json[start];
  if (first === '"') return endOfString(json, start);
  if (first !== '{' && first !== '[') return endOfScalar(json, start);
  let depth = 0;
  let at = start;
  do {
    const char = json[at];
    if (char === '"') {
      at = endOfString(json, at);
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    if (char === '}' || char === ']') depth -= 1;
    at += 1;
  } while (depth > 0 && at < json.length);
  return at;
}

/** The index behind the string whose opening quote is at `start`. */
export function endOfString(json: string, start: number): number {
  let quote = start;
  do quote = json.indexOf('"', quote + 1);
  while (quote > 0 && isEscaped(json, quote));
  return quote < 0 ? json.length : quote + 1;
}

function isEscaped(json: string, quote: number): boolean {
  let backslashes = 0;
  while (json[quote - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

const scalarEnd = /[\s,\]}]/g;

function endOfScalar(json: string, start: number): number {
  scalarEnd.lastIndex = start;
  return scalarEnd.exec(json)?.index ?? json.length;
}

const nonSpace = /\S/g;

/** The index of the first character from `start` on that isn't white space. */
export function skipSpace(json: string, start: number): number {
  // Mostly there is none, and this is asked for every member.
  if (json.charCodeAt(start) > 0x20) return start;
  nonSpace.lastIndex = start;
  return nonSpace.exec(json)?.index ?? json.length;
}
