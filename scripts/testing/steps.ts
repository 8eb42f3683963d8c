import type { Results } from './results.ts';

/** One suite of a run. */
export interface Step {
  name: string;
  /** Runs it with its output on the terminal, every line behind `prefix` where one is given. */
  run(prefix?: string): Promise<Outcome>;
}

/** Steps that run beside each other: in each lane one after the other. */
export interface Lanes {
  readonly lanes: readonly (readonly Step[])[];
}

export interface Outcome {
  /** What the suite counted; nothing if it crashed before it could count. */
  results: Results | undefined;
  /** Its exit code. */
  code: number;
}

/**
 * Runs the steps in order, prints a table of times and, as the very last line, `N passed, N failed`. Returns the exit
 * code. A suite that crashed, that counted nothing or whose exit code contradicts its count adds a failure.
 */
export async function runSteps(stages: readonly (Step | Lanes)[]): Promise<0 | 1> {
  const table: string[] = [];
  const total: Results = { passed: 0, failed: 0, skipped: 0 };
  const runStep = async (step: Step, prefix?: string): Promise<void> => {
    console.log(`\n== ${step.name}`);
    const start = performance.now();
    const { results, note } = judge(await attempt(step, prefix));
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    total.passed += results.passed;
    total.failed += results.failed;
    total.skipped += results.skipped;
    const counts = `${results.passed} passed, ${results.failed} failed`;
    const skipped = results.skipped > 0 ? `, ${results.skipped} skipped` : '';
    table.push(`${step.name.padEnd(12)} ${`${seconds} s`.padStart(8)}  ${counts}${skipped}${note}`);
    console.log(table.at(-1));
  };
  for (const stage of stages) {
    if (!('lanes' in stage)) await runStep(stage);
    else {
      const lanes = stage.lanes.map(async steps => {
        for (const step of steps) await runStep(step, `${step.name.padEnd(9)}| `);
      });
      await Promise.all(lanes);
    }
  }
  console.log(`\n${table.join('\n')}`);
  if (total.skipped > 0) console.log(`${total.skipped} skipped`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 ? 1 : 0;
}

async function attempt(step: Step, prefix: string | undefined): Promise<Outcome> {
  try {
    return await step.run(prefix);
  } catch (error) {
    console.error(error);
    return { results: undefined, code: 1 };
  }
}

/** Turns what a suite reported into what is counted. */
export function judge({ results, code }: Outcome): { results: Results; note: string } {
  if (!results) return { results: { passed: 0, failed: 1, skipped: 0 }, note: ' (did not come to its end)' };
  if (results.passed + results.failed === 0) return { results: { ...results, failed: 1 }, note: ' (no test ran)' };
  if (code !== 0 && results.failed === 0) {
    return { results: { ...results, failed: 1 }, note: ` (ended with code ${code})` };
  }
  return { results, note: '' };
}
