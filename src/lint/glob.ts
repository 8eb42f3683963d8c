/** A pattern ready to be asked about paths. */
export type PathMatcher = (path: string) => boolean;

/** More alternatives than these are no longer spelled out: the rest of the braces stand for themselves. */
const maxAlternatives = 32;

/**
 * `*` within a folder, `**` over folders, `?` one character, `{a,b}` either. A pattern matches at any depth, and
 * everything below what it matches; one that starts with a slash matches from the root on. The cost is bounded by the
 * lengths of pattern and path, whoever wrote the pattern.
 */
export function globMatcher(glob: string): PathMatcher {
  const patterns = alternatives(slashed(glob)).map(each => [
    ...(each.startsWith('/') ? [] : ['**']),
    ...each.replace(/\/+$/, '').split('/'),
    '**',
  ]);
  return path => {
    const parts = slashed(path).split('/');
    return patterns.some(pattern => matchesParts(pattern, parts));
  };
}

/** A path as patterns see it: slashes forward, no `./` ahead. */
export function slashed(path: string): string {
  return path.replaceAll('\\', '/').replace(/^\.\//, '');
}

function alternatives(glob: string): string[] {
  let found = [glob];
  for (let again = true; again; ) {
    again = false;
    found = found.flatMap(each => {
      const braces = /\{([^{}]*)\}/.exec(each);
      const choices = (braces?.[1] ?? '').split(',');
      if (!braces || found.length * choices.length > maxAlternatives) return [each];
      again = true;
      const [before, after] = [each.slice(0, braces.index), each.slice(braces.index + braces[0].length)];
      return choices.map(choice => before + choice + after);
    });
  }
  return found;
}

/** Which prefixes of the pattern match the parts read so far: one pass over the parts, no way back. */
function matchesParts(pattern: readonly string[], parts: readonly string[]): boolean {
  let reached = withSkips(pattern, new Set([0]));
  for (const part of parts) {
    const next = new Set<number>();
    for (const at of reached) {
      const wanted = pattern[at];
      if (wanted === '**') next.add(at);
      else if (wanted !== undefined && matchesPart(wanted, part)) next.add(at + 1);
    }
    reached = withSkips(pattern, next);
    if (reached.size === 0) return false;
  }
  return reached.has(pattern.length);
}

/** `**` stands for no folder, too. */
function withSkips(pattern: readonly string[], reached: Set<number>): Set<number> {
  for (const at of reached) if (pattern[at] === '**') reached.add(at + 1);
  return reached;
}

/** Within one part of a path: on a mismatch the last star takes one character more. */
function matchesPart(pattern: string, text: string): boolean {
  let p = 0;
  let star = -1;
  let from = 0;
  for (let t = 0; t < text.length; ) {
    const wanted = pattern[p];
    if (wanted === '*') {
      star = p++;
      from = t;
    } else if (wanted === '?' || wanted === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++from;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
