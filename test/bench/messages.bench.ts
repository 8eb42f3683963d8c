import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { BenchRow } from './row.ts';

/**
 * The message store and its view beside plain arrays in the same run and beside the figures of the best viewer at hand
 * (Confluent's for Kafka, on Node 24 with 100,000 messages of 0.8 KB). Each set runs in a process of its own, so that
 * cold is cold and memory is its own.
 */
export async function rows(): Promise<BenchRow[]> {
  const all: BenchRow[] = [];
  for (const what of ['cold', 'speed', 'memory', 'million']) {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--expose-gc', '--max-old-space-size=6000', 'test/bench/messages.figures.ts', what],
      { timeout: 240_000, maxBuffer: 16 * 1024 * 1024 },
    );
    all.push(...(JSON.parse(stdout) as BenchRow[]));
  }
  return all;
}
