import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../core/errors.ts';
import { CdkReader } from '../graph/cdk/cdkReader.ts';
import { catalogue } from './catalogue.ts';
import type { LintedDocument, Report } from './linter.ts';
import { LinterPerSettings } from './linterPerSettings.ts';
import type { LintReply, LintRequest, LintWorkerData } from './lintProtocol.ts';
import { seenIn } from './synth/seen.ts';

/** The linter behind the editor. One message after the other; the last state of each document is kept for its fixes. */
const { grammars } = workerData as LintWorkerData;
const linters = new LinterPerSettings(new CdkReader(name => readFile(path.join(grammars, name))), catalogue);
const documents = new Map<string, { readonly version: number; readonly linted: LintedDocument }>();
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
      const linted = await linters.get(settings).lint(uri, language, text);
      if (linted && keep) documents.set(uri, { version, linted });
      else documents.delete(uri);
      return linted && request.seen ? { ...linted.result, seen: seenIn(linted) } : linted?.result;
    }
    case 'fix': {
      const known = documents.get(request.uri);
      if (!known || known.version !== request.version) return undefined;
      const report = known.linted.result.reports.find(
        each => each.ruleId === request.ruleId && each.start === request.start,
      );
      return report && known.linted.fix(report);
    }
    case 'fixAll': {
      const { except = [] } = request;
      const wanted = (report: Report) =>
        (request.ruleId === undefined || report.ruleId === request.ruleId) &&
        !except.some(each => each.ruleId === report.ruleId && each.resource === report.resource);
      return linters.get(request.settings).fixAll(request.uri, request.language, request.text, wanted);
    }
    case 'forget':
      documents.delete(request.uri);
      return undefined;
  }
}
