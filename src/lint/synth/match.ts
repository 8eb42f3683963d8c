import type { Frame } from './frames.ts';
import { isInFile } from './frames.ts';
import type { SeenResource } from './seen.ts';

/** What is needed of a synthesized resource to find it in a source. */
export interface Traced {
  readonly id: string;
  readonly type: string;
  readonly frames: readonly Frame[];
}

/** Where a synthesized resource stands in a source. */
export interface Match {
  /** The construct, where the source reader sees it. */
  readonly seen: SeenResource | undefined;
  /** Line of the innermost frame in the present text; undefined when it cannot be told. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** The creation stack names the file; otherwise only the id and the type speak for it. */
  readonly traced: boolean;
}

/** The line, from 0, that a line of the synth's time is today; undefined when it was changed. */
export type LineToday = (line: number) => number | undefined;

/** Finds a synthesized resource in a source; undefined when it was not made there. */
export function findInSource(
  construct: Traced,
  file: string,
  seen: readonly SeenResource[],
  today: LineToday,
): Match | undefined {
  const same = seen.filter(each => each.type === construct.type);
  const named = same.filter(each => !each.virtual && each.name === construct.id);
  const [frame] = construct.frames;
  if (!frame) {
    const [only, ...others] = named;
    return only && others.length === 0 ? { seen: only, line: undefined, column: undefined, traced: false } : undefined;
  }
  if (isCompiledFrom(frame.file, file)) {
    // The lines are those of the compiled file.
    const [only, ...others] = named;
    return only && others.length === 0 ? { seen: only, line: undefined, column: undefined, traced: true } : undefined;
  }
  if (!isInFile(frame, file)) return undefined;
  const line = today(frame.line);
  return { seen: pick(named, same, line), line, column: line === frame.line ? frame.column : undefined, traced: true };
}

function pick(
  named: readonly SeenResource[],
  same: readonly SeenResource[],
  line: number | undefined,
): SeenResource | undefined {
  if (named.length === 1) return named[0];
  if (line === undefined) return undefined;
  const around = (named.length > 0 ? named : same.filter(each => !each.virtual))
    .filter(each => each.startLine <= line && line <= each.endLine)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  return (
    around[0] ??
    (named.length > 0
      ? undefined
      : nearest(
          same.filter(each => each.virtual),
          line,
        ))
  );
}

/** What a method call implies (`addEventSource(…)`) stands on the line of the call, or soon after it. */
function nearest(virtual: readonly SeenResource[], line: number): SeenResource | undefined {
  const distance = (each: SeenResource) => Math.max(each.startLine - line, line - each.endLine, 0);
  const [first, second] = virtual.filter(each => distance(each) <= 3).sort((a, b) => distance(a) - distance(b));
  return first && second && distance(first) === distance(second) ? undefined : first;
}

/** True for JavaScript that lies beside the TypeScript it was made from. */
function isCompiledFrom(compiled: string, file: string): boolean {
  const source = /\.([cm]?)ts(x?)$/.exec(file);
  return source !== null && /\.[cm]?jsx?$/.test(compiled) && stem(compiled) === stem(file);
}

function stem(file: string): string {
  return file.replace(/\.[cm]?[jt]sx?$/, '');
}
