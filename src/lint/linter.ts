import { type DocumentLanguage, isTemplateLanguage } from '../graph/document.ts';
import type { DocumentReader } from '../graph/documentReader.ts';
import { type GraphDocument, MessagingGraph } from '../graph/graph.ts';
import { isCandidate } from '../graph/languages.ts';
import { LineIndex } from '../graph/lineIndex.ts';
import { mayNest } from '../graph/template/detect.ts';
import type { Span } from '../graph/value.ts';
import type { Workspace } from '../graph/workspace.ts';
import { EditedText } from './fixes/editedText.ts';
import type { FixPrinter } from './fixes/fixPrinter.ts';
import { commentAbove, metadataEntry, type Suppression } from './fixes/suppressing.ts';
import type { TextEdit } from './fixes/textEdit.ts';
import { changedStretch, movedPlace } from './halfTyped.ts';
import { type Finding, type Fix, isActive, type Rule, type Severity } from './rule.ts';
import { disablingComment, isSuppressedByMetadata, suppressedLines } from './suppressions.ts';

/** Lines and columns from 0; columns count UTF-16 code units. */
export interface ReportRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A finding in words and numbers, free of references: it may cross to another thread. */
export interface Report {
  readonly ruleId: string;
  readonly severity: Severity;
  /** Logical id or construct id of what it is about: unlike its place it stays when lines move. */
  readonly resource: string;
  readonly start: number;
  readonly end: number;
  readonly range: ReportRange;
  readonly message: string;
  readonly explanation?: string;
  readonly related: readonly { readonly uri: string; readonly range: ReportRange; readonly message: string }[];
  readonly fixTitle?: string;
  /** Code elsewhere has to change with the fix. */
  readonly fixNeedsCode?: boolean;
}

export interface LintResult {
  readonly reports: readonly Report[];
  /** False when parts could not be read: findings about what is missing are held back. */
  readonly complete: boolean;
  readonly problem?: { readonly message: string; readonly line: number; readonly column: number };
}

export interface ReportFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** A text with its fixes in place, and the edits that lead from the original to it. */
export interface FixedText {
  readonly text: string;
  readonly edits: readonly TextEdit[];
  readonly fixed: number;
}

export type SeveritySetting = Severity | 'off';

export interface LinterOptions {
  readonly reader: DocumentReader;
  readonly printer: FixPrinter;
  readonly rules: readonly Rule[];
  /** Severities by rule id; `off` switches a rule off, anything else overrides what the rule says. */
  readonly severities?: Readonly<Record<string, SeveritySetting>>;
}

interface Found {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly report: Report;
}

/** What was last shown for a document. */
export interface Shown {
  readonly text: string;
  readonly reports: readonly Report[];
}

/** One document, linted: its reports, and the fixes for them when they are asked for. */
export class LintedDocument {
  readonly uri: string;
  readonly language: DocumentLanguage;
  readonly text: string;
  readonly result: LintResult;
  readonly #graph: MessagingGraph;
  readonly #found: readonly Found[];
  readonly #printer: FixPrinter;

  constructor(
    source: { uri: string; language: DocumentLanguage; text: string },
    result: LintResult,
    graph: MessagingGraph,
    found: readonly Found[],
    printer: FixPrinter,
  ) {
    this.uri = source.uri;
    this.language = source.language;
    this.text = source.text;
    this.result = result;
    this.#graph = graph;
    this.#found = found;
    this.#printer = printer;
  }

  /** What was read of it, for those who want to know more than the rules said. */
  get graph(): MessagingGraph {
    return this.#graph;
  }

  /** The fix of a report of this document; undefined when it has none, or none that can be written safely. */
  async fix(report: Report): Promise<ReportFix | undefined> {
    const found = this.#found.find(each => each.report === report);
    return found && this.#print(found);
  }

  /** Edits that switch the rule off for one report of this document; those that would break it are left out. */
  async suppression(report: Report, reason: string, linter: Linter): Promise<Suppression> {
    const found = this.#found.find(each => each.report === report);
    const { uri, language, text } = this;
    const comment = commentAbove(text, language, report.start, disablingComment(report.ruleId, reason));
    const metadata = found && metadataEntry(text, language, found.finding.resource, report.ruleId, reason);
    const silences = async (edits: readonly TextEdit[] | undefined): Promise<boolean> => {
      if (!edits) return false;
      const after = await linter.lint(uri, language, new EditedText(text).with(edits).toString());
      if (!after || after.result.complete !== this.result.complete) return false;
      const left = ({ result }: LintedDocument) =>
        result.reports.filter(each => each.ruleId === report.ruleId && each.message === report.message).length;
      // What hangs on other files is not found by itself, with or without the edit.
      return left(after) < Math.max(left(this), 1);
    };
    return {
      comment: comment && (await silences([comment])) ? comment : undefined,
      metadata: (await silences(metadata)) ? metadata : undefined,
    };
  }

  /**
   * The result while this document stands half typed, given what was shown a moment ago. What was found stays where
   * its place is now; what was typed since is judged as far as it can be read, and nothing in it is called missing.
   */
  after(shown: Shown): LintResult {
    const stretch = changedStretch(shown.text, this.text);
    const lines = new LineIndex(this.text);
    const kept = shown.reports.flatMap(report => {
      const moved = movedPlace(report, stretch);
      return moved ? [{ ...report, ...moved, range: rangeOf({ uri: this.uri, ...moved }, lines) }] : [];
    });
    const fresh = this.#found.flatMap(({ report, finding }) => {
      const { start, end } = finding.resource.span;
      const isNew = start < stretch.newEnd && stretch.start < end;
      const known = kept.some(each => each.ruleId === report.ruleId && each.start === report.start);
      return isNew && !known ? [report] : [];
    });
    return { ...this.result, reports: [...kept, ...fresh].sort((one, other) => one.start - other.start) };
  }

  async #print({ rule, finding }: Found): Promise<ReportFix | undefined> {
    const fix: Fix | undefined = ownFix(rule.fix?.(finding, this.#graph), this.uri);
    const edits = fix && (await this.#printer.print(fix, this));
    return fix && edits && edits.length > 0 ? { title: fix.title, edits } : undefined;
  }
}

/** Runs rules over documents. It holds no state but what it was given. */
export class Linter {
  readonly #options: LinterOptions;

  constructor(options: LinterOptions) {
    this.#options = options;
  }

  get rules(): readonly Rule[] {
    return this.#options.rules;
  }

  /**
   * Lints one document. Undefined when the text is neither a template nor CDK source.
   * @throws UserError when the text cannot be read safely
   */
  async lint(
    uri: string,
    language: DocumentLanguage,
    text: string,
    workspace?: Workspace,
  ): Promise<LintedDocument | undefined> {
    const together = await this.#readTogether(uri, language, text, workspace);
    const read = together ? together.documents.get(uri) : await this.#options.reader.read(uri, language, text);
    if (!read) return undefined;
    const graph = together?.graph ?? new MessagingGraph(read.resources, [read.document]);
    const lines = new LineIndex(text);
    const texts = new Lines(uri, lines, together?.texts);
    const found = this.#run(graph, read.document, text, texts);
    const problem = read.problem && { message: read.problem.message, ...lines.position(read.problem.start) };
    const result: LintResult = {
      reports: found.map(each => each.report),
      complete: read.document.complete,
      ...(problem ? { problem } : {}),
    };
    return new LintedDocument({ uri, language, text }, result, graph, found, this.#options.printer);
  }

  /** The document with those of the workspace that it hangs together with. */
  async #readTogether(uri: string, language: DocumentLanguage, text: string, workspace: Workspace | undefined) {
    if (!workspace || !isCandidate(language, text)) return undefined;
    try {
      // A template by itself is read as ever: nothing of it is kept.
      const alone = isTemplateLanguage(language) && !mayNest(text) && workspace.related(uri).length < 2;
      if (alone) workspace.delete(uri);
      else await workspace.put(uri, language, text);
      return alone ? undefined : workspace.read(uri, this.#options.reader.templateOptions);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #run(graph: MessagingGraph, document: GraphDocument, text: string, texts: Lines): Found[] {
    const lines = texts.of(document.uri);
    const suppressed = suppressedLines(text, lines);
    const found: Found[] = [];
    for (const rule of this.#options.rules) {
      const setting = this.#options.severities?.[rule.id];
      if (setting === 'off' || !isActive(rule, setting)) continue;
      for (const finding of rule.check(graph)) {
        if (finding.span.uri !== document.uri || isSuppressedByMetadata(rule, finding, graph)) continue;
        const report = this.#report(rule, finding, graph, texts, setting);
        const ids = suppressed.get(report.range.startLine);
        if (ids && (ids.size === 0 || ids.has(rule.id))) continue;
        found.push({ rule, finding, report });
      }
    }
    return found.sort((a, b) => a.report.start - b.report.start || a.rule.id.localeCompare(b.rule.id));
  }

  #report(rule: Rule, finding: Finding, graph: MessagingGraph, texts: Lines, setting: Severity | undefined): Report {
    const explanation = rule.explain?.(finding.data);
    const fix = ownFix(rule.fix?.(finding, graph), finding.span.uri);
    const lines = texts.of(finding.span.uri);
    return {
      ruleId: rule.id,
      severity: setting ?? finding.severity ?? rule.severity,
      resource: finding.resource.name,
      start: finding.span.start,
      end: finding.span.end,
      range: rangeOf(finding.span, lines),
      message: rule.message(finding.data),
      ...(explanation === undefined ? {} : { explanation }),
      related: (finding.related ?? []).map(place => ({
        uri: place.span.uri,
        range: rangeOf(place.span, texts.of(place.span.uri)),
        message: place.message,
      })),
      ...(fix ? { fixTitle: fix.title } : {}),
      ...(fix?.needsCode ? { fixNeedsCode: true } : {}),
    };
  }

  /**
   * Applies the fixes of the document, one round after the other until nothing is left to fix; a fix that meets
   * another one's edits waits for the next round. A round after which something fixed is found again, or an error
   * more than before, is taken back.
   * @param wanted by default every fix that needs no other code to change
   */
  async fixAll(
    uri: string,
    language: DocumentLanguage,
    text: string,
    wanted: (report: Report) => boolean = report => !report.fixNeedsCode,
    workspace?: Workspace,
  ): Promise<FixedText> {
    let current = new EditedText(text);
    let linted = await this.lint(uri, language, text, workspace);
    let fixed = 0;
    const tried = new Map<string, number>();
    const most = new Map<string, number>();
    for (let round = 0; linted && round < 20; round++) {
      const before = counted(linted.result.reports);
      for (const [key, count] of before) most.set(key, Math.max(count, most.get(key) ?? 0));
      const edits: TextEdit[] = [];
      const applied = new Map<string, number>();
      for (const report of linted.result.reports) {
        const key = keyOf(report);
        // Two fixes that undo each other end here.
        if (!wanted(report) || (tried.get(key) ?? 0) >= (most.get(key) ?? 0)) continue;
        const fix = await linted.fix(report);
        if (!fix || fix.edits.some(edit => edits.some(other => touches(edit, other)))) continue;
        edits.push(...fix.edits);
        add(applied, key);
        add(tried, key);
      }
      if (applied.size === 0) break;
      const next = current.with(edits);
      const after = await this.lint(uri, language, next.toString(), workspace);
      if (!after || !isBetter(linted.result, after.result, applied)) break;
      current = next;
      linted = after;
      for (const count of applied.values()) fixed += count;
    }
    return { text: current.toString(), edits: current.edits(), fixed };
  }
}

/** What stays the same of a finding while the text around it changes. */
function keyOf({ ruleId, resource, message }: Report): string {
  return `${ruleId} ${resource} ${message}`;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function counted(reports: readonly Report[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const report of reports) add(counts, keyOf(report));
  return counts;
}

/** True when the text still reads whole, what was fixed is gone, and there are no more errors than before. */
function isBetter(before: LintResult, after: LintResult, applied: ReadonlyMap<string, number>): boolean {
  if (before.complete && !after.complete) return false;
  const errors = ({ reports }: LintResult) => reports.filter(report => report.severity === 'error').length;
  if (errors(after) > errors(before)) return false;
  const [was, is] = [counted(before.reports), counted(after.reports)];
  return [...applied].every(([key, count]) => (is.get(key) ?? 0) <= (was.get(key) ?? 0) - count);
}

/** Lines of the documents that findings of one document point to. */
class Lines {
  readonly #texts: ReadonlyMap<string, string> | undefined;
  readonly #known: Map<string, LineIndex>;

  constructor(uri: string, own: LineIndex, texts: ReadonlyMap<string, string> | undefined) {
    this.#known = new Map([[uri, own]]);
    this.#texts = texts;
  }

  of(uri: string): LineIndex {
    const lines = this.#known.get(uri) ?? new LineIndex(this.#texts?.get(uri) ?? '');
    this.#known.set(uri, lines);
    return lines;
  }
}

/** A fix that changes no other document: that is where its finding is shown, and where its edits go. */
function ownFix(fix: Fix | undefined, uri: string): Fix | undefined {
  const resourceOf = (change: Fix['changes'][number]) => (change.kind === 'create' ? change.near : change.resource);
  return fix?.changes.every(change => resourceOf(change).span.uri === uri) ? fix : undefined;
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.start <= b.end && b.start <= a.end;
}

function rangeOf(span: Span, lines: LineIndex): ReportRange {
  const start = lines.position(span.start);
  const end = lines.position(Math.max(span.end, span.start));
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}
