import { createContext, Script } from 'node:vm';

/** What a person's expression may take at a stretch, in milliseconds, before it is stopped. */
export const stretchLimit = 40;
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
   * stopped: on a busy machine time passes in which this process does not run, and that is not held against it.
   */
  run(work: () => void, milliseconds = stretchLimit): boolean {
    const before = process.cpuUsage();
    while (true) {
      if (this.#runOnce(work, milliseconds)) return true;
      const { user, system } = process.cpuUsage(before);
      if ((user + system) / 1_000 >= milliseconds / 2) return false;
    }
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
