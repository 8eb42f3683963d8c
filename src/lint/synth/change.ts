import type { LineToday } from './match.ts';

/**
 * Follows lines from an earlier text to the present one: above and below the changed part they are known. Without the
 * earlier text every line is taken to be where it was.
 */
export function lineToday(before: string | undefined, now: string): LineToday {
  if (before === undefined) return line => line;
  const old = before.split('\n');
  const present = now.split('\n');
  const shorter = Math.min(old.length, present.length);
  let head = 0;
  while (head < shorter && old[head] === present[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === present[present.length - 1 - tail]) tail++;
  return line => {
    if (line < head) return line;
    return line >= old.length - tail ? line + present.length - old.length : undefined;
  };
}

/** True when every line of the earlier text, blank ones aside, still stands, in the same order. */
export function onlyInsertions(before: string, now: string): boolean {
  const present = now.split('\n').map(line => line.trim());
  let at = 0;
  for (const line of before.split('\n')) {
    const wanted = line.trim();
    if (wanted === '') continue;
    while (at < present.length && present[at] !== wanted) at++;
    if (at === present.length) return false;
    at++;
  }
  return true;
}
