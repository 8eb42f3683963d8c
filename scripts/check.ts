/** `npm run check`: types, lint, the import law and the manifest, in under a minute. */
import { runSteps, type Step } from './testing/steps.ts';
import { lint, types, vitest } from './testing/suites.ts';

const steps: Step[] = [types, lint, vitest('house', 'unit', ['test/architecture.test.ts', 'test/manifest.test.ts'])];

process.exitCode = await runSteps(steps);
