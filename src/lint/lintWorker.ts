import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../core/errors.ts';
import { CdkReader } from '../graph/cdk/cdkReader.ts';
import { languageOf, mayTakePart } from '../graph/languages.ts';
import { Workspace } from '../graph/workspace.ts';
import { catalogue } from './catalogue.ts';
import { assemblyIn } from './cli/assemblyFiles.ts';
import { defaultHints } from './defaultHints.ts';
import type { LintedDocument, Linter, Report, Shown } from './linter.ts';
import { LinterPerSettings } from './linterPerSettings.ts';
import type { LintReply, LintRequest, LintWorkerData } from './lintProtocol.ts';
import { seenIn } from './synth/seen.ts';

/** The linter behind the editor. One message after the other; the last state of each document is kept for its fixes. */
const { grammars } = workerData as LintWorkerData;
const cdk = new CdkReader(name => readFile(path.join(grammars, name)));
const linters = new LinterPerSettings(cdk, catalogue);
const workspace = new Workspace(cdk, textOf);
const shown = new Map<string, Shown>();
const documents = new Map<
  string,
  { readonly version: number; readonly linted: LintedDocument; readonly linter: Linter }
>();
/** Files of CDK source that are kept in mind, and characters of one of them. */
const maxIndexed = 2_000;
const maxIndexedSize = 500_000;
let turn: Promise<void> = Promise.resolve();

parentPort?.on('message', ({ id, request }: { id: number; request: LintRequest }) => {
  turn = turn.then(async () => {
    try {
      const value = await answer(request);
      parentPort?.postMessage({ id, value } satisfies LintReply);
    } catch (error) {
      parentPort?.postMessage({ id, error: messageOf(error) } satisfies LintReply);
    }
  });
});

async function answer(request: LintRequest): Promise<unknown> {
  switch (request.kind) {
    case 'lint': {
      const { uri, language, version, text, settings, keep } = request;
      const isNew = workspace.textOf(uri) !== text;
      const before = isNew ? workspace.related(uri) : [];
      const linter = linters.get(settings);
      const linted = await linter.lint(uri, language, text, workspace);
      const last = shown.get(uri);
      const result = linted && (linted.result.problem && last ? linted.after(last) : linted.result);
      if (linted && result && keep) {
        documents.set(uri, { version, linted, linter });
        shown.set(uri, { text, reports: result.reports });
      } else forget(uri);
      // While it stands half typed, other documents go by what it was before.
      const affected = isNew && !result?.problem ? new Set([...before, ...workspace.related(uri)]) : [];
      const others = [...affected].filter(each => each !== uri && documents.has(each));
      if (!result) return undefined;
      return { ...result, ...(linted && request.seen ? { seen: seenIn(linted) } : {}), affected: others };
    }
    case 'index':
      for (const uri of request.uris) if (!documents.has(uri)) await index(uri);
      return undefined;
    case 'clear':
      workspace.clear();
      return undefined;
    case 'fix': {
      const known = documents.get(request.uri);
      if (!known || known.version !== request.version) return undefined;
      const report = known.linted.result.reports.find(
        each => each.ruleId === request.ruleId && each.start === request.start,
      );
      return report && known.linted.fix(report);
    }
    case 'suppress': {
      const known = documents.get(request.uri);
      if (known?.version !== request.version) return undefined;
      const report = known.linted.result.reports.find(
        each => each.ruleId === request.ruleId && each.start === request.start,
      );
      return report && known.linted.suppression(report, request.reason, known.linter);
    }
    case 'defaults': {
      const known = documents.get(request.uri);
      return known?.version === request.version ? defaultHints(known.linted.graph, request.uri) : [];
    }
    case 'fixAll': {
      const { except = [] } = request;
      const wanted = (report: Report) =>
        (request.ruleId === undefined ? !report.fixNeedsCode : report.ruleId === request.ruleId) &&
        !except.some(each => each.ruleId === report.ruleId && each.resource === report.resource);
      return linters.get(request.settings).fixAll(request.uri, request.language, request.text, wanted, workspace);
    }
    case 'assembly':
      return assemblyIn(request.folder, request.root);
    case 'forget':
      forget(request.uri);
      // What was typed and not saved is gone.
      if (workspace.textOf(request.uri) !== undefined) await index(request.uri);
      return undefined;
  }
}

function forget(uri: string): void {
  documents.delete(uri);
  shown.delete(uri);
}

/** Takes a file of the workspace into account, as it is on disk; one that is gone or has become another's is left out. */
async function index(uri: string): Promise<void> {
  const language = languageOf(uri);
  const text = language && workspace.size < maxIndexed ? await textOf(uri) : undefined;
  const known = workspace.textOf(uri) !== undefined;
  if (language && text !== undefined && (known || mayTakePart(language, uri, text)))
    await workspace.put(uri, language, text);
  else workspace.delete(uri);
}

async function textOf(uri: string): Promise<string | undefined> {
  if (!uri.startsWith('file:')) return undefined;
  try {
    const file = fileURLToPath(uri);
    return (await stat(file)).size > maxIndexedSize ? undefined : await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
