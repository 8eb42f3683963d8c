/** A text or regular expression that a person looks for. */
export interface TextPattern {
  /** Tries one field. */
  readonly each: RegExp;
  /**
   * Finds the same in many fields at once that stand in one string with NULs between; undefined where that could tell
   * otherwise than field by field.
   */
  readonly whole: RegExp | undefined;
  /** The same for a few short fields, where an anchor at the beginning costs little. */
  readonly short: RegExp | undefined;
  /** A plain text: `whole` holds for fields with NULs inside as well. */
  readonly literal: boolean;
  /** ASCII only, so that UTF-8 bytes can be searched for it. */
  readonly ascii: boolean;
  /** It may take for ever on some texts. */
  readonly guarded: boolean;
}

/** Throws a SyntaxError when a regular expression is none. */
export function textPattern(text: string, options: { regex: boolean; matchCase: boolean }): TextPattern {
  const ignoring = options.matchCase ? '' : 'i';
  if (!options.regex) {
    const source = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    return {
      each: new RegExp(source, ignoring),
      whole: text.includes('\0') ? undefined : new RegExp(source, `g${ignoring}`),
      short: text.includes('\0') ? undefined : new RegExp(source, ignoring),
      literal: true,
      ascii: /^[\0-\x7f]*$/.test(text),
      guarded: false,
    };
  }
  const unicode = /\\[pP]\{|\\u\{/.test(text) ? 'u' : '';
  const each = new RegExp(text, ignoring + unicode);
  const source = unicode === '' ? acrossFields(text) : undefined;
  const short = unicode === '' ? acrossFields(text, true) : undefined;
  return {
    each,
    whole: source === undefined ? undefined : new RegExp(source, `g${ignoring}`),
    short: short === undefined ? undefined : new RegExp(short, ignoring),
    literal: false,
    ascii: false,
    guarded: /[*+{]/.test(text),
  };
}

/**
 * The same regular expression made unable to match a NUL, so that no match reaches from one field into the next;
 * undefined when it uses what looks beyond the match (lookaround, back references), or is not understood here. `^` only
 * with `begins`: among many fields it would be tried at every character, which field by field it is not.
 */
export function acrossFields(source: string, begins = false): string | undefined {
  let out = '';
  for (let at = 0; at < source.length; at++) {
    const char = source[at] as string;
    if (char === '\0' || (char === '^' && !begins)) return undefined;
    if (char === '\\') {
      const next = source[++at] ?? '';
      if (/[DWS]/.test(next)) out += `[^\\${next.toLowerCase()}\\x00]`;
      else if (isPlainEscape(next) || /[bB]/.test(next)) out += `\\${next}`;
      else return undefined;
    } else if (char === '^') out += '(?<![^\\x00])';
    else if (char === '$') out += '(?![^\\x00])';
    else if (char === '.') out += '[^\\x00\\n\\r\\u2028\\u2029]';
    else if (char === '(' && source[at + 1] === '?') {
      if (source[at + 2] !== ':') return undefined;
      out += '(?:';
      at += 2;
    } else if (char === '[') {
      const end = classEnd(source, at);
      const members = end === undefined ? undefined : classMembers(source.slice(at + 1, end));
      if (members === undefined) return undefined;
      out += `[${members}]`;
      at = end as number;
    } else out += char;
  }
  return out;
}

/** The position of the bracket that closes a character class. */
function classEnd(source: string, start: number): number | undefined {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === ']') return at;
  }
  return undefined;
}

function classMembers(text: string): string | undefined {
  if (text.includes('\0')) return undefined;
  for (const [, escaped = ''] of text.matchAll(/\\(.?)/gs)) if (!isPlainEscape(escaped)) return undefined;
  if (!text.startsWith('^')) return text;
  return text[1] === '-' ? undefined : `^\\x00${text.slice(1)}`;
}

/** An escape that stands for the same in every place and never for a NUL. */
function isPlainEscape(char: string): boolean {
  return char !== '' && (/[dwstnrfv]/.test(char) || /[^A-Za-z0-9\s]/.test(char));
}
