/** Fills the linter with a workspace and prints what it costs, as JSON: `node --expose-gc workspaceFigures.ts`. */
import { Workspace } from '../../src/graph/workspace.ts';
import { cdkReader, makeLinter } from '../unit/lint/linting.ts';
import { cdkSource, samTemplate } from './lint.bench.ts';
import { median } from './row.ts';

const collect = globalThis.gc;
if (!collect) throw new Error('Start this with --expose-gc');
const heap = () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const linter = makeLinter();
const workspace = new Workspace(cdkReader);
/** Each imports its neighbour, in groups of ten, as stacks of an app do. */
const source = (index: number) =>
  `${index % 10 === 0 ? '' : `import { Shop as Other } from './shop${index - 1}';\n`}${cdkSource(100).replace('180', String(180 + index))}`;
const uriOf = (index: number) => `file:///workspace/lib/shop${index}.ts`;
await linter.lint('file:///first.yaml', 'yaml', samTemplate(100));
await cdkReader.read('file:///first.ts', 'typescript', source(0));

const before = heap();
let started = performance.now();
for (let index = 0; index < 400; index++) await workspace.put(uriOf(index), 'typescript', source(index));
const index = performance.now() - started;
for (let each = 0; each < 1_000; each++) {
  await workspace.put(
    `file:///workspace/templates/t${each}.yaml`,
    'yaml',
    samTemplate(100).replace('180', String(181 + each)),
  );
}
const times: number[] = [];
for (let round = 0; round < 25; round++) {
  const text = source(7).replace(
    'visibilityTimeout: Duration.seconds(',
    `visibilityTimeout: Duration.seconds(1${round}`,
  );
  started = performance.now();
  await linter.lint(uriOf(7), 'typescript', text, workspace);
  times.push(performance.now() - started);
}
for (let each = 0; each < 1_000; each++) {
  const uri = `file:///workspace/templates/t${each}.yaml`;
  await linter.lint(uri, 'yaml', workspace.textOf(uri) ?? samTemplate(100), workspace);
}
const memory = (heap() - before) / 1024 / 1024;
console.log(JSON.stringify({ index, memory, lint: median(times), documents: workspace.size }));
