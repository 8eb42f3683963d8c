import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import type { Handlers } from '../../core/rpc.ts';
import { count } from '../../core/text.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { chooseFile, writeFile } from '../../editor/saveFile.ts';
import type { Message } from '../message.ts';
import type { Causes } from '../triage/causes.ts';
import { TriageSession } from '../triage/triageSession.ts';
import type { ViewerSession } from '../viewer/viewerSession.ts';
import { cliCalls, fixture, type QueueOrigin, sdkCalls, snsEvent, sqsEvent } from './convert.ts';
import type { Conversion, ExportScope, ToolEvents, ToolMethods } from './toolsProtocol.ts';
import { writeExport } from './writeExport.ts';

/** Characters that one conversion puts on the clipboard at most. */
const maxCopied = 33_554_432;
/** Messages that are made into calls or events at once. */
const maxConverted = 1_000;

const filters = {
  ndjson: { 'JSON lines': ['ndjson'] },
  json: { JSON: ['json'] },
  csv: { CSV: ['csv'] },
} as const;

/** What a page of messages offers beside the viewer: exports, conversions, groups by cause. */
export class ViewerTools {
  readonly #viewer: ViewerSession;
  readonly #name: string;
  readonly #origin: () => Promise<QueueOrigin>;
  readonly #triage: TriageSession;

  /** `name` is what exported files are called. */
  constructor(viewer: ViewerSession, name: string, origin: () => Promise<QueueOrigin>, causes: Causes) {
    this.#viewer = viewer;
    this.#name = name;
    this.#origin = origin;
    this.#triage = new TriageSession(viewer, causes);
  }

  attach(emit: <K extends keyof ToolEvents>(event: K, payload: ToolEvents[K]) => void): void {
    this.#triage.attach(emit);
  }

  dispose(): void {
    this.#triage.dispose();
  }

  get handlers(): Handlers<ToolMethods> {
    return {
      ...this.#triage.handlers,
      'tools.export': async ({ which, format }) => {
        const seqs = this.#chosen(which);
        const label = format === 'ndjson' ? 'NDJSON' : format.toUpperCase();
        const question = {
          title: `Export ${count(seqs.length, 'message')} as ${label}`,
          saveLabel: 'Export',
          name: `${this.#name}.${format}`,
          filters: Object.fromEntries(Object.entries(filters[format]).map(([key, value]) => [key, [...value]])),
        };
        const target = await chooseFile(question, undefined);
        const masked = this.#viewer.reading.mask.active;
        const outcome = await withSlowProgress(`Exporting ${this.#name}`, (signal, report) =>
          writeFile(target, sink =>
            writeExport(
              () => this.#messages(seqs),
              format,
              sink,
              exported => report(count(exported, 'message'), (exported / Math.max(1, seqs.length)) * 100),
              signal,
            ),
          ),
        );
        return { ...outcome, file: target.fsPath, masked };
      },
      'tools.convert': async ({ to, seq }) => {
        const seqs = seq === undefined ? this.#chosen('selected') : [seq];
        if (seqs.length > maxConverted) throw new UserError(`Select ${count(maxConverted, 'message')} at most`);
        const messages = [...this.#messages(seqs)];
        const text = textOf(messages, to, await this.#origin());
        if (to === 'fixture') await this.#saveFixture(text);
        else if (text.length > maxCopied) {
          throw new UserError('That is more than the clipboard should hold. Select fewer messages');
        } else await vscode.env.clipboard.writeText(text);
        return { converted: messages.length, masked: this.#viewer.reading.mask.active };
      },
    };
  }

  #chosen(which: ExportScope): readonly number[] {
    const seqs = this.#viewer.seqsOf(which);
    if (seqs.length === 0) {
      throw new UserError(which === 'selected' ? 'Select the messages first' : 'There are no messages to export');
    }
    return seqs;
  }

  /** What has fallen out meanwhile is passed over. */
  *#messages(seqs: readonly number[]): Generator<Message> {
    for (const seq of seqs) {
      const message = this.#viewer.messageAt(seq);
      if (message) yield message;
    }
  }

  async #saveFixture(text: string): Promise<void> {
    const question = {
      title: 'Save as fixture',
      saveLabel: 'Save',
      name: `${this.#name}-fixture.json`,
      filters: { JSON: ['json'] },
    };
    const target = await chooseFile(question, undefined);
    await writeFile(target, sink => sink.write(text));
  }
}

function textOf(messages: readonly Message[], to: Conversion, origin: QueueOrigin): string {
  switch (to) {
    case 'sqsEvent':
      return sqsEvent(messages, origin);
    case 'snsEvent': {
      const event = snsEvent(messages);
      if (event === undefined) throw new UserError('Not every one of these messages is a notification of SNS');
      return event;
    }
    case 'fixture':
      return fixture(messages);
    case 'cli':
      return cliCalls(messages, origin);
    case 'sdk':
      return sdkCalls(messages, origin);
  }
}
