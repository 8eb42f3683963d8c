import { applyEdits, format, printParseErrorCode, visit } from 'jsonc-parser';
import { positionAt } from '../core/messageRules.ts';

export type JsonCheck =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json' }
  /** Does not begin like JSON: nothing to complain about. */
  | { readonly kind: 'text' }
  | {
      readonly kind: 'broken';
      readonly index: number;
      readonly line: number;
      readonly column: number;
      readonly problem: string;
    };

const words: Readonly<Record<string, string>> = {
  InvalidSymbol: 'not a JSON value',
  InvalidNumberFormat: 'not a number',
  PropertyNameExpected: 'a property name in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'something follows the end of the JSON value',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'a string is not closed',
  UnexpectedEndOfNumber: 'a number is not complete',
  InvalidUnicode: 'a \\u escape needs four hexadecimal digits',
  InvalidEscapeCharacter: 'an unknown escape',
  InvalidCharacter: 'a control character has to be escaped',
};

/** Whether a text is JSON, and if it only looks like it, where the first fault is. A hint: any text can be sent. */
export function checkJson(text: string): JsonCheck {
  const start = /\S/.exec(text);
  if (!start) return { kind: 'empty' };
  try {
    JSON.parse(text);
    return { kind: 'json' };
  } catch {
    return '{["'.includes(start[0]) ? firstFault(text) : { kind: 'text' };
  }
}

function firstFault(text: string): JsonCheck {
  const found: { index: number; problem: string }[] = [];
  const add = (index: number, problem: string): void => void (found.length === 0 && found.push({ index, problem }));
  try {
    visit(
      text,
      { onError: (code, offset) => add(offset, words[printParseErrorCode(code)] ?? 'not JSON') },
      { disallowComments: true, allowTrailingComma: false },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    add(0, 'nested too deeply to be checked');
  }
  const { index, problem } = found[0] ?? { index: 0, problem: 'not JSON' };
  return { kind: 'broken', index, problem, ...positionAt(text, index) };
}

/** Indents JSON by two spaces and leaves every number and string as it is written; broken JSON comes back unchanged. */
export function formatJson(text: string): string {
  if (checkJson(text).kind !== 'json') return text;
  const edits = format(text, undefined, { tabSize: 2, insertSpaces: true, eol: '\n' });
  return applyEdits(text, edits);
}
