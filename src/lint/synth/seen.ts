import type { Resource } from '../../graph/graph.ts';
import { LineIndex } from '../../graph/lineIndex.ts';
import { type Span, type Value, walk } from '../../graph/value.ts';
import type { LintedDocument, ReportRange } from '../linter.ts';

/** A resource of a document, free of references: it may cross to another thread. */
export interface SeenResource {
  /** Logical id or construct id. */
  readonly name: string;
  readonly type: string;
  /** Implied by another resource: its name is not that of a construct. */
  readonly virtual: boolean;
  /** The whole declaration; offsets in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly startLine: number;
  readonly endLine: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly nameRange: ReportRange;
  /** Where each property stands, by its CloudFormation name. */
  readonly properties: readonly SeenProperty[];
  /** Nothing about it is out of sight: no value unknown, no property hidden, nothing handed elsewhere. */
  readonly whole: boolean;
}

export interface SeenProperty {
  readonly name: string;
  /** Key and value. */
  readonly start: number;
  readonly end: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly range: ReportRange;
}

/** The resources of a linted document with their places. */
export function seenIn({ graph, uri, text }: LintedDocument): SeenResource[] {
  const lines = new LineIndex(text);
  const seen: SeenResource[] = [];
  for (const resource of graph.resources.values()) {
    if (resource.span.uri !== uri || resource.external) continue;
    const { span, nameSpan } = resource;
    seen.push({
      name: resource.name,
      type: resource.type,
      virtual: resource.virtual,
      start: span.start,
      end: span.end,
      startLine: lines.position(span.start).line,
      endLine: lines.position(span.end).line,
      nameStart: nameSpan.start,
      nameEnd: nameSpan.end,
      nameRange: rangeOf(nameSpan, lines),
      properties: propertiesOf(resource, lines),
      whole: isWhole(resource),
    });
  }
  return seen;
}

function propertiesOf(resource: Resource, lines: LineIndex): SeenProperty[] {
  const properties: SeenProperty[] = [];
  for (const { key, keySpan, value } of resource.props.entries.values()) {
    const valueSpan = value.kind === 'absent' ? keySpan : (value.span ?? keySpan);
    if (keySpan.uri !== resource.span.uri || valueSpan.uri !== keySpan.uri) continue;
    properties.push({
      name: key,
      start: Math.min(keySpan.start, valueSpan.start),
      end: Math.max(keySpan.end, valueSpan.end),
      valueStart: valueSpan.start,
      valueEnd: valueSpan.end,
      range: rangeOf(valueSpan, lines),
    });
  }
  return properties;
}

function isWhole(resource: Resource): boolean {
  let whole = !resource.props.open && !resource.escapes;
  walk(resource.props, (value: Value) => {
    if (value.kind === 'unknown' || ((value.kind === 'list' || value.kind === 'map') && value.open)) whole = false;
  });
  return whole;
}

function rangeOf(span: Span, lines: LineIndex): ReportRange {
  const start = lines.position(span.start);
  const end = lines.position(span.end);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}
