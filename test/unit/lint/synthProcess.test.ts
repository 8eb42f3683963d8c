import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { appIn, findApp } from '../../../src/lint/editor/synthApp.ts';
import { runSynth, synthCommandLine } from '../../../src/lint/editor/synthProcess.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'synth-process-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (name: string, text: string) => {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text, { mode: 0o755 });
};

const app = async () => {
  const found = await appIn(folder);
  if (!found) throw new Error('No app');
  return found;
};

describe('the app of a source', () => {
  test('is the nearest folder with a cdk.json, and its output folder the one it names', async () => {
    await put('cdk.json', '{"app": "python3 app.py", "output": "build/out", "context": {"stage": "dev"}}');
    await put('lib/deep/shop.py', '');
    expect(await findApp(`${folder}/lib/deep/shop.py`)).toEqual({
      root: folder,
      output: `${folder}/build/out`,
      command: 'python3 app.py',
      context: { stage: 'dev' },
    });
  });

  test('is a folder with a cdk.out where no cdk.json is', async () => {
    await put('infra/cdk.out/manifest.json', '{}');
    expect(await findApp(`${folder}/infra/shop.ts`)).toMatchObject({ root: `${folder}/infra`, command: undefined });
  });

  test('may have a cdk.json that cannot be read', async () => {
    await put('cdk.json', '{"app": ');
    expect(await app()).toMatchObject({ command: undefined, output: `${folder}/cdk.out` });
  });
});

describe('the command', () => {
  test('is the CDK command line of the project where it has one, also further up', async () => {
    await put('node_modules/.bin/cdk', '#!/bin/sh\n');
    await put('packages/infra/cdk.json', '{"app": "node app.js"}');
    const found = await appIn(`${folder}/packages/infra`);
    const line = found && (await synthCommandLine(found));
    expect(line?.command).toBe(`${folder}/node_modules/.bin/cdk synth --quiet`);
    expect(line?.environment).toMatchObject({ CDK_DEBUG: 'true', JSII_HOST_STACK_TRACES: '1' });
    expect(line?.environment).not.toHaveProperty('CDK_OUTDIR');
  });

  test('is else that of cdk.json, with what the CDK command line would give it', async () => {
    await put('cdk.json', '{"app": "node app.js", "context": {"a": 1, "b": 2}}');
    await put('cdk.context.json', '{"b": 3, "vpc": "x"}');
    const line = await synthCommandLine(await app());
    expect(line.command).toBe('node app.js');
    expect(line.environment['CDK_OUTDIR']).toBe(`${folder}/cdk.out`);
    expect(JSON.parse(line.environment['CDK_CONTEXT_JSON'] ?? '')).toEqual({
      a: 1,
      b: 2,
      vpc: 'x',
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:enable-asset-metadata': true,
    });
  });

  test('is refused where there is none, or more context than an environment takes', async () => {
    await put('cdk.json', '{}');
    await expect(synthCommandLine(await app())).rejects.toThrow(UserError);
    await put('cdk.json', JSON.stringify({ app: 'node app.js', context: { big: 'x'.repeat(100_001) } }));
    await expect(synthCommandLine(await app())).rejects.toThrow(/context of the app is too long/);
  });
});

describe('a synth', () => {
  const node = JSON.stringify(process.execPath);
  const run = (script: string, signal = new AbortController().signal) => {
    let printed = '';
    const write = (text: string) => {
      printed += text;
    };
    const line = { command: `${node} -e ${JSON.stringify(script)}`, environment: { FROM_US: 'yes' } };
    return { done: runSynth(folder, line, write, signal), printed: () => printed };
  };

  test('runs in the folder of the app, with our environment, and its output is passed on without colours', async () => {
    const { done, printed } = run(`console.log('\\u001b[31m' + process.env.FROM_US + '\\u001b[0m', process.cwd())`);
    await done;
    expect(printed()).toContain(`yes ${folder}`);
  });

  test('that fails says how, with its last lines', async () => {
    const { done } = run(`for (let i = 0; i < 50; i++) console.error('line ' + i); process.exit(7)`);
    const error = await done.catch(reason => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(/exit code 7: line 38\n[\s\S]*line 49$/);
  });

  test('that cannot be started says so too', async () => {
    const line = { command: 'no-such-program-here', environment: {} };
    await expect(runSynth(folder, line, () => undefined, new AbortController().signal)).rejects.toThrow(/exit code/);
  });

  test('ends with everything it has started when it is cancelled', async () => {
    const controller = new AbortController();
    const inner = path.join(folder, 'inner.mjs');
    await put(
      'inner.mjs',
      `import { writeFileSync } from 'node:fs'; setInterval(() => writeFileSync('beat', String(Date.now())), 20);`,
    );
    const { done } = run(
      `require('node:child_process').spawn(process.execPath, ['${inner}'], { stdio: 'inherit' }); setInterval(() => {}, 1000)`,
      controller.signal,
    );
    const beat = () => readFile(path.join(folder, 'beat'), 'utf8').catch(() => '');
    await expect.poll(beat, { timeout: 10_000 }).not.toBe('');
    controller.abort(new Error('enough'));
    await expect(done).rejects.toThrow('enough');
    const last = await beat();
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(await beat()).toBe(last);
  });
});
