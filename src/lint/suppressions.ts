import type { DocumentLanguage } from '../graph/document.ts';
import type { MessagingGraph } from '../graph/graph.ts';
import type { LineIndex } from '../graph/lineIndex.ts';
import type { Finding, Rule } from './rule.ts';

const comment = /(?:#|\/\/|\/\*)\s*msglint-disable-next-line\b([^\n\r*]*)/g;

/** Lines, from 0, on which ids are switched off by a comment above; an empty set stands for every id. */
export function suppressedLines(text: string, lines: LineIndex): ReadonlyMap<number, ReadonlySet<string>> {
  const found = new Map<number, ReadonlySet<string>>();
  if (!text.includes('msglint-disable-next-line')) return found;
  for (const match of text.matchAll(comment)) {
    const [list = ''] = (match[1] ?? '').split(/\s--|\s:/);
    const ids = new Set(list.split(/[\s,]+/).filter(id => id !== ''));
    let line = lines.position(match.index).line + 1;
    while (line < lines.lineCount && /^\s*(?:#|\/\/)/.test(lineText(text, lines, line))) line++;
    const before = found.get(line);
    found.set(line, before ? (before.size === 0 || ids.size === 0 ? new Set() : new Set([...before, ...ids])) : ids);
  }
  return found;
}

function lineText(text: string, lines: LineIndex, line: number): string {
  return text.slice(lines.lineStart(line), lines.lineStart(line + 1));
}

/** The comment that switches a rule off on the line below it, without the mark that begins it. */
export function disablingComment(ruleId: string, reason: string): string {
  return `msglint-disable-next-line ${ruleId} -- ${reason}`;
}

/** How a comment begins; undefined for JSON. */
export function commentMark(language: DocumentLanguage): string | undefined {
  if (language === 'json') return undefined;
  return language === 'yaml' || language === 'python' ? '#' : '//';
}

/**
 * True when metadata switches the rule off, under our id or another's: that of the resource the finding is about, of the
 * one its place lies in (the source queue, when it is about the dead-letter queue it names), or of the document.
 */
export function isSuppressedByMetadata(rule: Rule, { resource, span }: Finding, graph: MessagingGraph): boolean {
  const isNamed = (id: string) => id === rule.id || rule.equivalents.includes(id);
  if (resource.suppressions.some(isNamed)) return true;
  if (graph.documents.get(resource.span.uri)?.suppressions.some(isNamed)) return true;
  for (const other of graph.resources.values()) {
    if (other.suppressions.length === 0 || other.span.uri !== span.uri) continue;
    if (other.span.start <= span.start && span.end <= other.span.end && other.suppressions.some(isNamed)) return true;
  }
  return false;
}
