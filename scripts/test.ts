/** `npm test [-- SUITE ...]`: every suite, or the named ones one after the other; the last line counts all tests. */
import { type Lanes, runSteps, type Step } from './testing/steps.ts';
import { editor, lint, packaging, types, vitest } from './testing/suites.ts';

const unit = vitest('unit', 'unit');
const contract = vitest('contract', 'contract');
const windows = vitest('e2e', 'e2e');

/** The contract suite waits for servers most of its time, so the windows run beside it. */
const stages: readonly (Step | Lanes)[] = [types, lint, unit, { lanes: [[contract], [editor, windows]] }, packaging];
const suites: readonly Step[] = stages.flatMap(stage => ('lanes' in stage ? stage.lanes.flat() : [stage]));

const names = process.argv.slice(2);
const unknown = names.filter(name => !suites.some(suite => suite.name === name));
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(', ')}. There are ${suites.map(suite => suite.name).join(', ')}.`);
  process.exitCode = 2;
} else {
  process.exitCode = await runSteps(names.length === 0 ? stages : suites.filter(suite => names.includes(suite.name)));
}
