/** `npm test [-- SUITE ...]`: every suite, or the named ones, one after the other; the last line counts all tests. */
import { runSteps, type Step } from './testing/steps.ts';
import { editor, lint, packaging, types, vitest } from './testing/suites.ts';

const suites: Step[] = [
  types,
  lint,
  vitest('unit', 'unit'),
  vitest('contract', 'contract'),
  editor,
  vitest('e2e', 'e2e'),
  packaging,
];

const names = process.argv.slice(2);
const unknown = names.filter(name => !suites.some(suite => suite.name === name));
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(', ')}. There are ${suites.map(suite => suite.name).join(', ')}.`);
  process.exitCode = 2;
} else {
  process.exitCode = await runSteps(names.length === 0 ? suites : suites.filter(suite => names.includes(suite.name)));
}
