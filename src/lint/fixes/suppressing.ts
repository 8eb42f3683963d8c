import { type DocumentLanguage, isTemplateLanguage } from '../../graph/document.ts';
import type { Resource } from '../../graph/graph.ts';
import type { Change } from '../rule.ts';
import { commentMark } from '../suppressions.ts';
import { printTemplateFix } from './templateFix.ts';
import { indentAt, lineEnding, lineStartAt, type TextEdit } from './textEdit.ts';

/** Two ways to switch a rule off for one finding; undefined where there is none. */
export interface Suppression {
  /** A comment above the line. JSON has none, and a template with comments in it does not deploy. */
  readonly comment: TextEdit | undefined;
  /** An entry in the Metadata of the template's resource. */
  readonly metadata: readonly TextEdit[] | undefined;
}

/** The comment above the line that an offset is on, as that line is indented. */
export function commentAbove(
  text: string,
  language: DocumentLanguage,
  offset: number,
  comment: string,
): TextEdit | undefined {
  const mark = commentMark(language);
  if (mark === undefined) return undefined;
  const lineStart = lineStartAt(text, offset);
  const indent = indentAt(text, offset);
  const at = lineStart + indent.length;
  return { start: at, end: at, text: `${mark} ${comment}${lineEnding(text)}${indent}` };
}

/** The entry `msglint: {disable: {id: reason}}` in the Metadata of a resource of a template. */
export function metadataEntry(
  text: string,
  language: DocumentLanguage,
  declared: Resource,
  ruleId: string,
  reason: string,
): readonly TextEdit[] | undefined {
  if (!isTemplateLanguage(language) || declared.path.length < 2) return undefined;
  // Of the declaration itself and not of its properties; an event belongs to its function.
  const resource = { ...declared, virtual: false, path: declared.path.slice(0, 2) };
  const path = ['Metadata', 'msglint', 'disable'];
  const scalar = (value: string) => ({ kind: 'scalar', value }) as const;
  const inMap: Change = { kind: 'set', resource, path: [...path, ruleId], value: scalar(reason) };
  const inList: Change = { kind: 'append', resource, path, value: scalar(ruleId) };
  const title = 'Suppress';
  return printTemplateFix({ title, changes: [inMap] }, text) ?? printTemplateFix({ title, changes: [inList] }, text);
}
