import { endOfString, endOfValue, skipSpace } from '../events/raw-json';
import { EditedText } from './edited-text';
import { type ActionOf, actionsOf, foldName } from './paths';
import { type Keying, type Pseudonym, pseudonyms } from './pseudonym';
import { type Redaction, redactsAny } from './redaction';

/** From a record's raw JSON text, which `JSON.parse` has accepted, to the text that may leave. */
export type Redact = (raw: string) => string;

/**
 * Makes the redaction of one tenant. A dropped member goes with the white space before it and one comma; a hashed one
 * keeps its name; everything else stays byte for byte. Only members are looked at: what another text repeats of their
 * values (a title that names the user, JSON inside a string) stays. Throws `row_invalid` when the key is missing.
 */
export function redactor(redaction: Redaction, keying: Keying): Redact {
  if (!redactsAny(redaction)) return (raw) => raw;
  const actionOf = actionsOf(redaction);
  const pseudonym = pseudonyms(redaction, keying);
  return (raw) => redact(raw, actionOf, pseudonym);
}

/** One pass from left to right. What is open is kept in lists, not on the stack: records nest as deep as they like. */
function redact(raw: string, actionOf: ActionOf, pseudonym: Pseudonym): string {
  const edited = new EditedText(raw);
  /** For each open bracket, whether it is an object's. */
  const open: boolean[] = [];
  /** For each open object, the folded name of its member the pass is in, and whether any member stayed so far. */
  const path: string[] = [];
  const keeps: boolean[] = [];

  /** Reads a member from the bracket or comma before it; returns where the pass goes on. */
  const member = (before: number): number => {
    const start = skipSpace(raw, before + 1);
    if (raw[start] !== '"') return start;
    const inner = path.length - 1;
    const follows = keeps[inner] === true;
    if (!follows && raw[before] === ',') edited.replace(before, before + 1, '');
    const nameEnd = endOfString(raw, start);
    path[inner] = foldName(nameOf(raw.slice(start, nameEnd)));
    const value = skipSpace(raw, skipSpace(raw, nameEnd) + 1);
    const action = actionOf(path);
    if (action === undefined) {
      keeps[inner] = true;
      return value;
    }
    const end = endOfValue(raw, value);
    if (action === 'drop') {
      edited.replace(follows ? before : before + 1, end, '');
      return end;
    }
    keeps[inner] = true;
    edited.replace(value, end, pseudonym(raw.slice(value, end)));
    return end;
  };

  let at = 0;
  while (at < raw.length) {
    const char = raw[at];
    if (char === '"') {
      at = endOfString(raw, at);
      continue;
    }
    if (char === '{' || char === '[') open.push(char === '{');
    if (char === '{') {
      path.push('');
      keeps.push(false);
    }
    if (char === '{' || (char === ',' && open.at(-1))) {
      at = member(at);
      continue;
    }
    if (char === '}' || char === ']') open.pop();
    if (char === '}') {
      path.pop();
      keeps.pop();
    }
    at += 1;
  }
  return edited.text();
}

/** Parsed by itself: as a member's name, Node.js 24 was seen to misread one made of an escape. */
function nameOf(written: string): string {
  if (!written.includes('\\')) return written.slice(1, -1);
  const name: string = JSON.parse(written);
  return name;
}
