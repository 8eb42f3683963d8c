import { LineIndex } from '../../graph/lineIndex.ts';
import type { Report, ReportRange } from '../linter.ts';
import type { Severity } from '../rule.ts';
import { suppressedLines } from '../suppressions.ts';
import { lineToday, onlyInsertions } from './change.ts';
import type { Frame } from './frames.ts';
import { findInSource, type Match } from './match.ts';
import type { SeenResource } from './seen.ts';

/** A finding in a synthesized template. */
export interface SynthFinding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly message: string;
  readonly explanation?: string;
  /** The CloudFormation property it stands on; undefined when it is about the whole resource. */
  readonly property: string | undefined;
  /** Its place in the template. */
  readonly uri: string;
  readonly range: ReportRange;
}

/** A resource of a synthesized template with what was found about it. */
export interface SynthConstruct {
  readonly path: string;
  readonly id: string;
  readonly type: string;
  readonly frames: readonly Frame[];
  readonly template: string;
  /** Its template tells all there is to know about it: nothing is imported, exported or looked up. */
  readonly whole: boolean;
  readonly findings: readonly SynthFinding[];
}

/** A source, as the source reader sees it now. */
export interface SourceView {
  readonly uri: string;
  /** Absolute, with forward slashes. */
  readonly file: string;
  readonly text: string;
  readonly reports: readonly Report[];
  readonly seen: readonly SeenResource[];
}

/**
 * What changed since the synth. `nothing`: the assembly speaks of the sources as they are. `here`: the source itself.
 * `elsewhere`: another source of the app, and maybe this one too.
 */
export type Changed = 'nothing' | 'here' | 'elsewhere';

/** A source as it was when the assembly spoke of it. */
export interface SynthMemory {
  readonly text: string;
  /** Text of each construct, by type and name; undefined where two share them. */
  readonly constructs: ReadonlyMap<string, string | undefined>;
  /** Rule and construct path of what the source reader had found as well. */
  readonly confirmed: ReadonlySet<string>;
}

export interface Merged {
  readonly reports: readonly Report[];
  /** Findings of the source reader that the synthesized templates refute. */
  readonly withdrawn: readonly Report[];
  readonly memory: SynthMemory | undefined;
}

interface Placed {
  readonly construct: SynthConstruct;
  readonly match: Match;
}

/**
 * One list of what the source and the last synth say about a file. What both found is said once; what the synthesized
 * templates refute is withdrawn; what only they show is added on the construct's line.
 */
export function mergeSynth(
  source: SourceView,
  synth: readonly SynthConstruct[],
  changed: Changed,
  before: SynthMemory | undefined,
): Merged {
  const memory = changed === 'nothing' ? undefined : before;
  const today = changed === 'nothing' ? (line: number) => line : lineToday(memory?.text, source.text);
  const placed = synth.flatMap((construct): Placed[] => {
    const match = findInSource(construct, source.file, source.seen, today);
    return match ? [{ construct, match }] : [];
  });
  const judge = new Judge(source, placed, changed, memory);
  const kept: Report[] = [];
  const withdrawn: Report[] = [];
  const confirmed = new Set<string>();
  for (const report of source.reports) {
    const own = judge.constructsOf(report);
    const paths = own.filter(each => speaks(each.construct, report.ruleId)).map(each => each.construct.path);
    for (const path of paths) confirmed.add(`${report.ruleId} ${path}`);
    if (paths.length > 0) kept.push(changed === 'nothing' ? withSynth(report) : report);
    else if (judge.refutes(report, own)) withdrawn.push(report);
    else kept.push(report);
  }
  const added = addedReports(source, placed, changed, confirmed, memory);
  return {
    reports: [...kept, ...added].sort((a, b) => a.start - b.start || a.ruleId.localeCompare(b.ruleId)),
    withdrawn,
    memory: changed === 'nothing' ? remember(source, confirmed) : memory,
  };
}

function speaks(construct: SynthConstruct, ruleId: string): boolean {
  return construct.findings.some(finding => finding.ruleId === ruleId);
}

function withSynth(report: Report): Report {
  return { ...report, message: `${report.message} Confirmed by the last synth.` };
}

/** Decides what the synthesized templates may take back. */
class Judge {
  readonly #source: SourceView;
  readonly #placed: readonly Placed[];
  readonly #memory: SynthMemory | undefined;
  readonly #mayRefute: boolean;

  constructor(source: SourceView, placed: readonly Placed[], changed: Changed, memory: SynthMemory | undefined) {
    this.#source = source;
    this.#placed = placed;
    this.#memory = memory;
    this.#mayRefute =
      changed === 'nothing' || (changed === 'here' && memory !== undefined && onlyInsertions(memory.text, source.text));
  }

  constructsOf(report: Report): readonly Placed[] {
    const own = this.#source.seen.filter(each => each.name === report.resource && contains(each, report.start));
    return this.#at(smallest(own));
  }

  /** Every instance of the construct, and of those the finding points to, is known whole, and none has the fault. */
  refutes(report: Report, own: readonly Placed[]): boolean {
    if (!this.#mayRefute || own.length === 0) return false;
    const templates = new Set(own.map(each => each.construct.template));
    const related = report.related.map(({ uri, range }) =>
      uri === this.#source.uri ? this.#at(smallest(this.#source.seen.filter(each => spans(each, range)))) : [],
    );
    return (
      own.every(each => this.#knows(each)) &&
      related.every(
        group => group.length > 0 && group.every(each => this.#knows(each) && templates.has(each.construct.template)),
      )
    );
  }

  #knows({ construct, match }: Placed): boolean {
    return construct.whole && match.traced && match.seen !== undefined && this.#unchanged(match.seen);
  }

  #unchanged(seen: SeenResource): boolean {
    return !this.#memory || this.#memory.constructs.get(keyOf(seen)) === this.#source.text.slice(seen.start, seen.end);
  }

  #at(seen: SeenResource | undefined): readonly Placed[] {
    return seen ? this.#placed.filter(each => each.match.seen === seen) : [];
  }
}

function addedReports(
  source: SourceView,
  placed: readonly Placed[],
  changed: Changed,
  confirmed: ReadonlySet<string>,
  memory: SynthMemory | undefined,
): Report[] {
  const lines = new LineIndex(source.text);
  const suppressed = suppressedLines(source.text, lines);
  const silenced = (line: number | undefined, ruleId: string) => {
    const ids = line === undefined ? undefined : suppressed.get(line);
    return ids !== undefined && (ids.size === 0 || ids.has(ruleId));
  };
  const added = new Map<string, Added>();
  // Of several instances the one nearest to the app's root speaks.
  const inOrder = [...placed].sort((a, b) => a.construct.path.length - b.construct.path.length);
  for (const { construct, match } of inOrder) {
    for (const finding of construct.findings) {
      const key = `${finding.ruleId} ${construct.path}`;
      if (confirmed.has(key) || (changed !== 'nothing' && isOvertaken(match, key, memory))) continue;
      const place = anchor(finding, match, source.text, lines);
      if (!place || silenced(place.range.startLine, finding.ruleId)) continue;
      if (silenced(match.seen?.nameRange.startLine ?? match.line, finding.ruleId)) continue;
      const again = `${finding.ruleId} ${place.start} ${place.end}`;
      const known = added.get(again);
      if (known) known.others++;
      else added.set(again, { construct, finding, place, others: 0 });
    }
  }
  return [...added.values()].map(each => toReport(each, changed));
}

/** The source has changed since and the source reader sees for itself. */
function isOvertaken(match: Match, key: string, memory: SynthMemory | undefined): boolean {
  if (memory) return memory.confirmed.has(key) || (!match.seen && match.line === undefined);
  return match.seen?.whole === true;
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly range: ReportRange;
}

/** The property the finding is about, else the construct's class, else what stands on the line. */
function anchor(
  finding: SynthFinding,
  { seen, line, column }: Match,
  text: string,
  lines: LineIndex,
): Place | undefined {
  const property = seen?.properties.find(each => each.name === finding.property);
  if (property) return { start: property.valueStart, end: property.valueEnd, range: property.range };
  if (seen) return { start: seen.nameStart, end: seen.nameEnd, range: seen.nameRange };
  if (line === undefined || line >= lines.lineCount) return undefined;
  const lineStart = lines.lineStart(line);
  const content = text.slice(lineStart, lines.lineStart(line + 1)).trimEnd();
  if (content.trim() === '') return undefined;
  const first = content.length - content.trimStart().length;
  const from = column !== undefined && column < content.length ? Math.max(column, first) : first;
  return {
    start: lineStart + from,
    end: lineStart + content.length,
    range: { startLine: line, startColumn: from, endLine: line, endColumn: content.length },
  };
}

interface Added {
  readonly construct: SynthConstruct;
  readonly finding: SynthFinding;
  readonly place: Place;
  /** Further instances of the construct with the same fault. */
  others: number;
}

function toReport({ construct, finding, place, others }: Added, changed: Changed): Report {
  const paths = others === 0 ? construct.path : `${construct.path} and ${others} more`;
  const said = changed === 'nothing' ? 'Seen in the last synth' : 'Of the last synth; the source has changed since';
  return {
    ruleId: finding.ruleId,
    severity: finding.severity,
    resource: construct.id,
    ...place,
    message: `${finding.message} ${said} (${paths}).`,
    ...(finding.explanation === undefined ? {} : { explanation: finding.explanation }),
    related: [{ uri: finding.uri, range: finding.range, message: 'In the synthesized template' }],
  };
}

function remember(source: SourceView, confirmed: ReadonlySet<string>): SynthMemory {
  const constructs = new Map<string, string | undefined>();
  for (const seen of source.seen) {
    const key = keyOf(seen);
    constructs.set(key, constructs.has(key) ? undefined : source.text.slice(seen.start, seen.end));
  }
  return { text: source.text, constructs, confirmed };
}

function keyOf(seen: SeenResource): string {
  return `${seen.type} ${seen.name}`;
}

function contains(seen: SeenResource, offset: number): boolean {
  return (seen.start <= offset && offset <= seen.end) || (seen.nameStart <= offset && offset <= seen.nameEnd);
}

function spans(seen: SeenResource, range: ReportRange): boolean {
  return seen.startLine <= range.startLine && range.endLine <= seen.endLine;
}

function smallest(seen: readonly SeenResource[]): SeenResource | undefined {
  return [...seen].sort((a, b) => a.end - a.start - (b.end - b.start))[0];
}
