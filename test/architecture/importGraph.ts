import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Import {
  /** The importing file, from the project's root, with forward slashes. */
  readonly from: string;
  /** A file below src (resolved) or a package as written. */
  readonly to: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

const patterns = [
  { regex: /^\s*import\s+(type\s+)?[^'"();]*?from\s+['"]([^'"]+)['"]/gm, dynamic: false },
  { regex: /^\s*export\s+(type\s+)?(?:\*|\{)[^'"();]*?from\s+['"]([^'"]+)['"]/gm, dynamic: false },
  { regex: /^\s*import\s+()['"]([^'"]+)['"]/gm, dynamic: false },
  { regex: /(?<!typeof )\bimport\(()\s*['"]([^'"]+)['"]/g, dynamic: true },
];

export function sourceFiles(root: string): string[] {
  return globSync('src/**/*.ts', { cwd: root })
    .map(file => file.split(path.sep).join('/'))
    .sort();
}

/** Every import of one file; comments are taken out first. */
export function importsOf(root: string, file: string): Import[] {
  return importsIn(readFileSync(path.join(root, file), 'utf8'), file);
}

export function importsIn(source: string, file: string): Import[] {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return patterns.flatMap(({ regex, dynamic }) =>
    [...text.matchAll(regex)].map(([, type, specifier = '']) => ({
      from: file,
      to: specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier,
      typeOnly: Boolean(type),
      dynamic,
    })),
  );
}

/** The cycles of a graph, each as the list of files around it. */
export function cyclesOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const walk = (file: string, trail: string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      cycles.push([...trail.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) walk(next, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) walk(file, []);
  return cycles;
}
