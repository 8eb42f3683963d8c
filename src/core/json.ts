import { isObject } from './parse.ts';

/** JSON laid out in lines of two spaces; a text that is no JSON comes back as it was. For short documents such as policies: numbers past 2^53 lose digits. */
export function tidyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Reads a JSON object, or says in words why the text is none. */
export function readJsonObject(text: string): { value: Record<string, unknown> } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `This is not valid JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  return isObject(value) ? { value } : { problem: 'A JSON object is needed here: { … }' };
}

/** Whether two texts hold the same JSON, whatever their layout; texts that are no JSON are compared as they are. */
export function sameJson(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
  } catch {
    return false;
  }
}
