/** Levels that are indented; deeper ones stay at this depth, so that hostile nesting cannot blow the text up. */
const maxIndent = 40;

/**
 * Lays out a JSON text, one member per line, without changing a single value: numbers of any length, repeated keys and
 * escapes stay as they were written, which a parse and a stringify would not keep. The text must be valid JSON.
 */
export function prettyJson(text: string): string {
  const out: string[] = [];
  let depth = 0;
  let at = 0;
  const newline = (): void => void out.push('\n', '  '.repeat(Math.min(depth, maxIndent)));
  while (at < text.length) {
    const char = text[at] as string;
    if (char === '"') {
      const end = stringEnd(text, at);
      out.push(text.slice(at, end));
      at = end;
      continue;
    }
    if (char === '{' || char === '[') {
      const next = skipSpace(text, at + 1);
      if (text[next] === '}' || text[next] === ']') {
        out.push(char, text[next] as string);
        at = next + 1;
        continue;
      }
      out.push(char);
      depth++;
      newline();
    } else if (char === '}' || char === ']') {
      depth--;
      newline();
      out.push(char);
    } else if (char === ',') {
      out.push(char);
      newline();
    } else if (char === ':') {
      out.push(': ');
    } else if (!isSpace(char)) {
      const start = at;
      while (at + 1 < text.length && !/[\s,:{}[\]"]/.test(text[at + 1] as string)) at++;
      out.push(text.slice(start, at + 1));
    }
    at++;
  }
  return out.join('');
}

/** The position after the string literal that begins at `start`. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text[at] as string)) at++;
  return at;
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\n' || char === '\r' || char === '\t';
}
