import * as vscode from 'vscode';
import { type Disposable, disposeAll } from '../../core/disposable.ts';
import { messageOf } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import type { Report } from '../linter.ts';
import type { LintAnswer, LintSettings } from '../lintProtocol.ts';
import { type LintedTemplate, synthConstructs } from '../synth/lintAssembly.ts';
import { type Changed, mergeSynth, type SynthConstruct, type SynthMemory } from '../synth/overlay.ts';
import type { LintThread } from './lintThread.ts';
import { type CdkApp, findApp, modifiedAt, realFile, slashed } from './synthApp.ts';

/** After a change of the manifest a synth may still be writing. In milliseconds. */
const settlingTime = 300;

export interface SynthOverlayDeps {
  readonly thread: LintThread;
  readonly logger: Logger;
  readonly settings: (uri: vscode.Uri) => Promise<LintSettings | undefined>;
  /** The assembly of an app was read, or has gone: its sources are to be linted anew. */
  readonly changed: () => void;
}

/** What the last synth of an app says. */
interface LastSynth {
  readonly madeAt: number;
  readonly constructs: readonly SynthConstruct[];
  readonly templates: number;
  /** The app's sources that the assembly names, and when they were written last. */
  readonly sources: Map<string, number>;
  readonly memories: Map<string, SynthMemory>;
}

/** How a source stands to the last synth of its app; `none` where the app was never synthesized. */
export type SynthState = { readonly kind: 'none' } | { readonly kind: Changed; readonly madeAt: number };

interface KnownApp {
  readonly app: CdkApp;
  readonly watcher: Disposable;
  loading: Promise<LastSynth | undefined>;
  last: LastSynth | undefined;
}

/**
 * What the last synth says about open CDK sources. Nothing is looked for before the first of them is linted, and
 * nothing is synthesized.
 */
export class SynthOverlay implements Disposable {
  readonly #deps: SynthOverlayDeps;
  readonly #apps = new Map<string, KnownApp>();
  /** By folder of a source. */
  readonly #found = new Map<string, Promise<CdkApp | undefined>>();
  readonly #withdrawn = new Map<string, readonly Report[]>();
  readonly #states = new Map<string, SynthState>();
  #listeners: Disposable | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: SynthOverlayDeps) {
    this.#deps = deps;
  }

  /** The reports of a source, in agreement with the last synth of its app as far as that has been read. */
  async merge(uri: vscode.Uri, text: string, isDirty: boolean, answer: LintAnswer): Promise<readonly Report[]> {
    if (uri.scheme !== 'file' || !answer.seen) return answer.reports;
    this.#listen();
    const known = await this.#appOf(uri);
    if (!known?.last) {
      if (known) this.#states.set(uri.toString(), { kind: 'none' });
      return answer.reports;
    }
    const { last } = known;
    const file = await realFile(uri.fsPath);
    const written = await modifiedAt(file);
    if (written !== undefined) last.sources.set(file, written);
    const changed = this.#changed(last, file, isDirty);
    const { seen, reports } = answer;
    const key = uri.toString();
    this.#states.set(key, { kind: changed, madeAt: last.madeAt });
    const merged = mergeSynth(
      { uri: key, file, text, reports, seen },
      last.constructs,
      changed,
      last.memories.get(key),
    );
    if (merged.memory) last.memories.set(key, merged.memory);
    this.#withdrawn.set(key, merged.withdrawn);
    return merged.reports;
  }

  /** Waits until the assembly of the app that a source belongs to has been read. */
  async ready(uri: vscode.Uri): Promise<void> {
    if (uri.scheme === 'file') await (await this.#appOf(uri))?.loading;
  }

  /** Findings of the source reader that the last merge took back. */
  withdrawn(uri: vscode.Uri): readonly Report[] {
    return this.#withdrawn.get(uri.toString()) ?? [];
  }

  /** Undefined for what is no source of a CDK app. */
  state(uri: vscode.Uri): SynthState | undefined {
    return this.#states.get(uri.toString());
  }

  closed(uri: vscode.Uri): void {
    this.#withdrawn.delete(uri.toString());
    this.#states.delete(uri.toString());
  }

  /** Reads the assembly of an app anew; resolves to its findings and templates, undefined when there is none. */
  async refresh(app: CdkApp): Promise<{ readonly findings: number; readonly templates: number } | undefined> {
    this.#listen();
    const known = this.#apps.get(app.output) ?? this.#add(app);
    known.loading = this.#load(known);
    const last = await known.loading;
    return (
      last && {
        findings: last.constructs.reduce((sum, construct) => sum + construct.findings.length, 0),
        templates: last.templates,
      }
    );
  }

  /** Settings changed: the templates are linted anew with the next source that asks. */
  reset(): void {
    for (const { watcher } of this.#apps.values()) watcher.dispose();
    this.#apps.clear();
    this.#found.clear();
    this.#withdrawn.clear();
    this.#states.clear();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.reset();
    this.#listeners?.dispose();
  }

  async #appOf(uri: vscode.Uri): Promise<KnownApp | undefined> {
    const file = slashed(uri.fsPath);
    const folder = file.slice(0, file.lastIndexOf('/'));
    let found = this.#found.get(folder);
    if (!found) {
      found = findApp(file);
      this.#found.set(folder, found);
    }
    const app = await found;
    return app && (this.#apps.get(app.output) ?? this.#add(app));
  }

  #add(app: CdkApp): KnownApp {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(app.output), 'manifest.json'),
    );
    const again = () => this.#later(() => this.#reload(known));
    watcher.onDidChange(again);
    watcher.onDidCreate(again);
    watcher.onDidDelete(again);
    const known: KnownApp = { app, watcher, loading: Promise.resolve(undefined), last: undefined };
    this.#apps.set(app.output, known);
    known.loading = this.#load(known);
    return known;
  }

  /** An assembly that comes where no app was known is found by its name; sources that are saved make it stale. */
  #listen(): void {
    if (this.#listeners) return;
    const watcher = vscode.workspace.createFileSystemWatcher('**/cdk.out/manifest.json', false, true, false);
    const again = (uri: vscode.Uri) => {
      const output = slashed(uri.fsPath).replace(/\/manifest\.json$/, '');
      if (this.#apps.has(output)) return;
      this.#later(() => {
        this.#found.clear();
        this.#deps.changed();
      });
    };
    watcher.onDidCreate(again);
    const saved = vscode.workspace.onDidSaveTextDocument(({ uri }) => void this.#saved(uri));
    this.#listeners = disposeAll(watcher, saved);
  }

  async #saved(uri: vscode.Uri): Promise<void> {
    if (uri.scheme !== 'file') return;
    const file = await realFile(uri.fsPath);
    const written = await modifiedAt(file);
    if (written === undefined) return;
    const stale = [...this.#apps.values()].filter(({ last }) => last?.sources.has(file));
    for (const { last } of stale) last?.sources.set(file, written);
    if (stale.length > 0) this.#deps.changed();
  }

  #later(act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, settlingTime);
  }

  #reload(known: KnownApp): void {
    if (this.#apps.get(known.app.output) === known) known.loading = this.#load(known);
  }

  /** Reads and lints the assembly, then lets the sources be linted again; what was known before goes when it fails. */
  async #load(known: KnownApp): Promise<LastSynth | undefined> {
    const had = known.last !== undefined;
    let last: LastSynth | undefined;
    try {
      last = await this.#read(known.app);
    } catch (error) {
      this.#deps.logger.warn(`lint: ${known.app.output}: ${messageOf(error)}`);
    }
    if (this.#apps.get(known.app.output) !== known) return last;
    known.last = last;
    if (had || last) this.#deps.changed();
    return last;
  }

  async #read({ root, output }: CdkApp): Promise<LastSynth | undefined> {
    const madeAt = await modifiedAt(`${output}/manifest.json`);
    const assembly = madeAt === undefined ? undefined : await this.#deps.thread.assembly({ folder: output, root });
    const settings = assembly && (await this.#deps.settings(vscode.Uri.file(`${root}/cdk.json`)));
    if (madeAt === undefined || !assembly || !settings) return undefined;
    const linted: LintedTemplate[] = [];
    for (const template of assembly.templates) {
      const uri = vscode.Uri.file(template.path).toString();
      const question = { uri, language: 'json', version: 0, text: template.text, settings, keep: false } as const;
      const answer = await this.#deps.thread.lint({ ...question, seen: true });
      if (answer) linted.push({ template, uri, result: answer, seen: answer.seen ?? [] });
    }
    const constructs = synthConstructs(assembly, linted);
    const sources = new Map<string, number>();
    for (const file of new Set(constructs.flatMap(construct => construct.frames.map(frame => frame.file)))) {
      const written = await modifiedAt(file);
      if (written !== undefined) sources.set(file, written);
    }
    return { madeAt, constructs, templates: linted.length, sources, memories: new Map() };
  }

  #changed(last: LastSynth, file: string, isDirty: boolean): Changed {
    const dirty = new Set(
      vscode.workspace.textDocuments.filter(each => each.isDirty).map(({ uri }) => slashed(uri.fsPath)),
    );
    for (const [source, written] of last.sources) {
      if (source !== file && (written > last.madeAt || dirty.has(source))) return 'elsewhere';
    }
    return isDirty || (last.sources.get(file) ?? 0) > last.madeAt ? 'here' : 'nothing';
  }
}
