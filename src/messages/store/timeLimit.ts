import { createContext, Script } from 'node:vm';

/** What a person's expression may take at a stretch, in milliseconds, before it is stopped. */
export const stretchLimit = 40;
/** Node.js 23.9 and later tell what this thread alone has used; before, other threads' work counts as ours. */
const countsThreads = 'threadCpuUsage' in process;
const triesBeforeBlame = countsThreads ? 2 : 3;

function cpuMilliseconds(): number {
  const { user, system } = countsThreads ? process.threadCpuUsage() : process.cpuUsage();
  return (user + system) / 1_000;
}

/**
 * Runs foreign patterns and expressions on this thread, and stops them: a watchdog of Node's own ends the script even
 * inside a regular expression that backtracks for ever, which no check between two messages could.
 */
export class TimeLimit {
  readonly #room: { work: () => void } = { work: () => undefined };
  readonly #context = createContext(this.#room);
  readonly #script = new Script('work()');

  /**
   * False when the work was stopped; what it changed until then stays changed. Work must be able to go on where it was
   * stopped: it is tried again before it is blamed, since on a busy machine time passes in which this thread does not
   * run, and a collection of garbage may fall into anybody's turn.
   */
  run(work: () => void, milliseconds = stretchLimit): boolean {
    for (let blamed = 0; blamed < triesBeforeBlame; ) {
      const before = cpuMilliseconds();
      if (this.#runOnce(work, milliseconds)) return true;
      if (cpuMilliseconds() - before >= milliseconds / 2) blamed++;
    }
    return false;
  }

  #runOnce(work: () => void, milliseconds: number): boolean {
    this.#room.work = work;
    try {
      this.#script.runInContext(this.#context, { timeout: milliseconds });
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
      throw error;
    } finally {
      this.#room.work = () => undefined;
    }
  }
}
