/** `npm run fuzz -- [--runs 5000] [--seed N]`: damaged files of every language for the linter, and what became of them. */
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fileLimit, runCampaign } from '../test/fuzz/campaign.ts';

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
const runs = Number(values.runs ?? 5_000);
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
setFlagsFromString('--expose-gc');
globalThis.gc = runInNewContext('gc') as typeof globalThis.gc;

console.log(`seed ${seed}, ${runs} files and the monsters`);
const started = performance.now();
const result = await runCampaign({
  seed,
  runs,
  onRun: done => {
    if (done % 500 === 0) console.log(`${done} …`);
  },
});
const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MB`;
console.log(`${result.runs} files in ${((performance.now() - started) / 1000).toFixed(0)} s`);
console.log(
  `  ${Object.entries(result.byLanguage)
    .map(([language, count]) => `${language} ${count}`)
    .join(', ')}`,
);
console.log(
  `  read whole ${result.complete}, in part ${result.incomplete}, none of ours ${result.notOurs}, refused with a message ${result.refused}`,
);
console.log(`  ${result.findings} findings, ${result.fixed} fixes made`);
console.log(`  slowest ${result.slowest.milliseconds.toFixed(0)} ms of ${fileLimit}: ${result.slowest.file}`);
console.log(`  largest file ${result.largest} characters`);
console.log(`  heap ${megabytes(result.heapBefore)} before, ${megabytes(result.heapAfter)} after`);
for (const [index, { file, problem, text }] of result.failures.entries()) {
  const kept = path.join(tmpdir(), `fuzz-${seed}-${index}.txt`);
  await writeFile(kept, text);
  console.log(`FAILED ${file}: ${problem}\n  the file is kept in ${kept}`);
}
console.log(`${result.runs - result.failures.length} passed, ${result.failures.length} failed`);
process.exitCode = result.failures.length > 0 ? 1 : 0;
