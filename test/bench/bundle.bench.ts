import { globSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { stageExtension } from '../../scripts/host/stage.ts';
import type { BenchRow } from './row.ts';

/** KB minified that activation may read; the target of the first release. */
const entryTargetKb = 100;

/** What activation reads: the entry and the chunks it imports statically, minified. */
export async function rows(): Promise<BenchRow[]> {
  const stage = await stageExtension({ production: true });
  try {
    const dist = path.join(stage.folder, 'dist');
    const atStart = [...statics(path.join(dist, 'extension.js'))];
    const kb = (files: string[]): number => files.reduce((sum, file) => sum + statSync(file).size, 0) / 1000;
    const all = globSync('**/*.js', { cwd: dist }).map(file => path.join(dist, file));
    const zipped = gzipSync(Buffer.concat(atStart.map(file => readFileSync(file)))).length / 1000;
    return [
      {
        name: 'extension.js, minified',
        ours: kb([path.join(dist, 'extension.js')]),
        unit: 'KB',
        against: 'target',
        theirs: entryTargetKb,
      },
      {
        name: 'extension.js with the chunks it needs to activate, minified',
        ours: kb(atStart),
        unit: 'KB',
        against: 'target',
        theirs: entryTargetKb,
      },
      {
        name: 'the same, gzipped, beside all code',
        ours: zipped,
        unit: 'KB',
        against: 'all code, minified',
        theirs: kb(all),
      },
    ];
  } finally {
    await stage.remove();
    await rm(stage.folder, { recursive: true, force: true });
  }
}

/** The files that loading `file` loads with it; dynamic imports are left out. */
function statics(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, specifier = ''] of text.matchAll(
    /(?:^|[;}\n])\s*(?:import|export)\s*(?:[\w*{}\s,$]+?from\s*)?"(\.[^"]+)"/g,
  )) {
    statics(path.join(path.dirname(file), specifier), seen);
  }
  return seen;
}
