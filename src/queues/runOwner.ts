import { hostname } from 'node:os';

/** The process that is at a run, as its journal names it. */
export interface RunOwner {
  readonly pid: number;
  readonly host: string;
}

/** A journal that was not touched for this long belongs to nobody, whatever its process id says. */
const abandonedAfter = 10 * 60_000;

export function thisProcess(): RunOwner {
  return { pid: process.pid, host: hostname() };
}

/** True while the owner of a run lives and is at it. `modifiedAt`: when its journal was last written. */
export function isAtWork(owner: RunOwner | undefined, modifiedAt: number, now: number): boolean {
  if (owner === undefined || owner.host !== hostname() || now - modifiedAt > abandonedAfter) return false;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}
