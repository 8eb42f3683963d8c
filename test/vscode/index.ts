import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Mocha from 'mocha';
import { linePrefix, resultsVariable } from '../../scripts/testing/results.ts';

/** The extension host's entry: runs every bundled test file beside this one and reports through `resultsVariable`. */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    forbidOnly: process.env.CI === 'true',
    reporter: LineReporter,
  });
  const { grep } = JSON.parse(process.env.MESSAGING_WORKBENCH_TEST_OPTIONS ?? '{}');
  if (typeof grep === 'string') mocha.grep(grep);

  // The same suite offers both vocabularies: describe/it and suite/test.
  Mocha.interfaces.tdd?.(mocha.suite);
  const folder = path.dirname(fileURLToPath(import.meta.url));
  for (const file of globSync('**/*.test.js', { cwd: folder }).sort()) {
    const full = path.join(folder, file);
    mocha.suite.emit('pre-require', globalThis, full, mocha);
    await import(pathToFileURL(full).href);
  }

  const counts = { passed: 0, failed: 0, skipped: 0 };
  await new Promise<void>(resolve => {
    mocha
      .run(() => resolve())
      .on('pass', () => counts.passed++)
      .on('fail', () => counts.failed++)
      .on('pending', () => counts.skipped++);
  });
  const file = process.env[resultsVariable];
  if (file) await writeFile(file, JSON.stringify(counts));
  if (counts.failed > 0) throw new Error(`${counts.failed} in-editor tests failed`);
  if (counts.passed === 0) throw new Error('No in-editor test ran');
}

/** One console line for each event, since the host's console is carried over line by line. */
class LineReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    let depth = -1;
    const line = (text: string) => console.log(linePrefix + '  '.repeat(Math.max(depth, 0)) + text);
    runner.on('suite', suite => {
      depth++;
      if (suite.title !== '') line(suite.title);
    });
    runner.on('suite end', () => {
      depth--;
    });
    runner.on('pass', test => line(`  ok      ${test.title} (${test.duration ?? 0} ms)`));
    runner.on('pending', test => line(`  skipped ${test.title}`));
    runner.on('fail', (test, error: Error) => {
      line(`  FAILED  ${test.fullTitle()}`);
      for (const row of (error.stack ?? error.message).split('\n')) line(`          ${row}`);
    });
  }
}
