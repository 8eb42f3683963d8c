/** `npm run bench [-- NAME…]`: every figure beside a named peer or limit, in one run. */
import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BenchRow, BenchRows } from './row.ts';

const wanted = process.argv.slice(2);
const files = globSync('*.bench.ts', { cwd: import.meta.dirname })
  .sort()
  .filter(file => wanted.length === 0 || wanted.some(name => file.startsWith(name)));

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

function line({ name, ours, unit, against, theirs, higherIsBetter }: BenchRow): string {
  const ratio = higherIsBetter ? theirs / ours : ours / theirs;
  return `${name.padEnd(72)} ${`${number(ours)} ${unit}`.padStart(12)}   ${against}: ${number(theirs)} ${unit}   ratio ${ratio.toFixed(2)}`;
}

let failed = 0;
console.log('Ratio: ours to theirs as cost, so below 1.00 is ahead.\n');
for (const file of files) {
  try {
    const { rows } = (await import(pathToFileURL(path.join(import.meta.dirname, file)).href)) as { rows: BenchRows };
    for (const row of await rows()) console.log(line(row));
  } catch (error) {
    failed++;
    console.log(`${file} failed: ${error instanceof Error ? error.stack : String(error)}`);
  }
}
process.exitCode = failed > 0 || files.length === 0 ? 1 : 0;
