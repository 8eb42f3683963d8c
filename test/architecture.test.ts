import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cyclesOf, type Import, importsIn, importsOf, sourceFiles } from './architecture/importGraph.ts';
import { breach } from './architecture/law.ts';

const root = path.resolve(import.meta.dirname, '..');
const files = sourceFiles(root);
const imports = files.flatMap(file => importsOf(root, file));

describe('the import law', () => {
  test('finds the sources', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  test('every import keeps it', () => {
    const breaches = imports.flatMap(edge => {
      const why = breach(edge);
      return why ? [`${edge.from} imports ${edge.to}: ${why}`] : [];
    });
    expect(breaches).toEqual([]);
  });

  test('every imported file exists', () => {
    const known = new Set(files);
    const missing = imports.filter(({ to }) => to.startsWith('src/') && !known.has(to));
    expect(missing.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  test('no import goes around in a circle', () => {
    const edges = new Map(files.map(file => [file, [] as string[]]));
    for (const { from, to, dynamic } of imports) if (!dynamic && edges.has(to)) edges.get(from)?.push(to);
    expect(cyclesOf(edges).map(cycle => cycle.join(' > '))).toEqual([]);
  });

  test('no file only hands on what others export', () => {
    const barrels = files.filter(file => {
      const code = readFileSync(path.join(root, file), 'utf8')
        .replace(/\/\*[\s\S]*?\*\//g, '')
        .replace(/^\s*\/\/.*$/gm, '');
      const statements = code
        .split(';')
        .map(statement => statement.trim())
        .filter(statement => statement !== '');
      return (
        statements.length > 0 &&
        statements.every(statement => /^export\s+(type\s+)?(\*|\{)[\s\S]*from\s+['"]\./.test(statement))
      );
    });
    expect(barrels).toEqual([]);
  });

  test('no folder is a drawer for everything', () => {
    expect(files.filter(file => /\/(utils?|helpers?|common|shared|misc)\//.test(file))).toEqual([]);
  });

  test('no file is longer than 500 lines unless it is a table', () => {
    const long = files.filter(
      file =>
        !/(Table|\.generated)\.ts$/.test(file) && readFileSync(path.join(root, file), 'utf8').split('\n').length > 500,
    );
    expect(long).toEqual([]);
  });
});

describe('the guard itself', () => {
  const edge = (from: string, to: string, typeOnly = false): Import => ({ from, to, typeOnly, dynamic: false });

  test.each([
    edge('src/queues/queueService.ts', 'vscode'),
    edge('src/queues/queueService.ts', '@aws-sdk/client-sqs'),
    edge('src/queues/send/sendCommand.ts', 'src/aws/sqsAdapter.ts'),
    edge('src/queues/send/sendCommand.ts', 'src/topics/topic.ts'),
    edge('src/aws/sqsAdapter.ts', 'vscode'),
    edge('src/aws/sqsAdapter.ts', 'src/queues/queueService.ts'),
    edge('src/core/text.ts', 'yaml'),
    edge('src/core/text.ts', 'src/queues/queue.ts'),
    edge('src/queues/send/app/sendApp.ts', 'node:fs'),
    edge('src/queues/send/app/sendApp.ts', 'vscode'),
    edge('src/queues/queueService.ts', 'node:fs'),
    edge('src/lint/rules/sqsMissingDlq.ts', 'src/graph/template/yamlReader.ts'),
    edge('src/graph/graph.ts', 'src/lint/rule.ts'),
    edge('src/queues/register.ts', 'src/services.ts'),
  ])('refuses $from importing $to', forbidden => {
    expect(breach(forbidden)).toBeTypeOf('string');
  });

  test('sees every way to import', () => {
    const source = `import type { A } from './a.ts';\nimport { b } from '../b.ts';\nimport 'c';\nexport { d } from './d.ts';\nconst e = await import('./e.ts');\n// import { f } from 'f';\n`;
    expect(importsIn(source, 'src/x/y.ts').map(({ to, typeOnly, dynamic }) => [to, typeOnly, dynamic])).toEqual([
      ['src/x/a.ts', true, false],
      ['src/b.ts', false, false],
      ['src/x/d.ts', false, false],
      ['c', false, false],
      ['src/x/e.ts', false, true],
    ]);
  });

  test('finds a circle', () => {
    expect(
      cyclesOf(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['a']],
        ]),
      ),
    ).toEqual([['a', 'b', 'c', 'a']]);
  });
});
