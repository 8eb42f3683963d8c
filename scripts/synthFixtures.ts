/**
 * Makes test/fixtures/lint/synth/<language>/cdk.out anew: `node scripts/synthFixtures.ts [language…]`.
 * TypeScript and JavaScript use the installed aws-cdk-lib. Python needs Python 3 with venv, Java needs Maven, Go its
 * toolchain; each fetches CDK for its language. C# is left out: it needs NuGet.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectDir } from './host/paths.ts';

const fixtures = path.join(projectDir, 'test', 'fixtures', 'lint', 'synth');
const pythonCdk = 'aws-cdk-lib==2.275.0';

type Run = (command: string, ...args: string[]) => string;

const apps: Readonly<Record<string, (run: Run, folder: string) => void>> = {
  typescript: (run, folder) => {
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
    withPackages(folder);
    run(process.execPath, 'app.ts');
  },
  javascript: (run, folder) => {
    withPackages(folder);
    run(process.execPath, 'app.js');
  },
  python: run => {
    run('python3', '-m', 'venv', '.venv');
    run('.venv/bin/pip', 'install', '-q', pythonCdk);
    run('.venv/bin/python', 'app.py');
  },
  java: (run, folder) => {
    run('mvn', '-q', '-B', 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath');
    const classpath = readFileSync(path.join(folder, 'classpath'), 'utf8').trim();
    run('java', '-cp', `target/classes${path.delimiter}${classpath}`, 'shop.Shop');
  },
  go: run => {
    run('go', 'mod', 'tidy');
    run('go', 'run', '.');
  },
};

const wanted = process.argv.slice(2);
for (const [language, synth] of Object.entries(apps)) {
  if (wanted.length > 0 && !wanted.includes(language)) continue;
  const folder = mkdtempSync(path.join(tmpdir(), 'synth-'));
  try {
    const from = path.join(fixtures, language);
    cpSync(from, folder, { recursive: true, filter: file => path.basename(file) !== 'cdk.out' });
    const env = {
      ...process.env,
      CDK_OUTDIR: path.join(folder, 'cdk.out'),
      CDK_DEBUG: 'true',
      JSII_HOST_STACK_TRACES: '1',
      JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1',
      CDK_CONTEXT_JSON: JSON.stringify({
        'aws:cdk:enable-path-metadata': true,
        'aws:cdk:enable-asset-metadata': true,
        'aws:cdk:version-reporting': false,
      }),
    };
    synth((command, ...args) => execFileSync(command, args, { cwd: folder, env, encoding: 'utf8' }), folder);
    keep(path.join(folder, 'cdk.out'), path.join(from, 'cdk.out'), folder);
    console.log(`${language}: done`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withPackages(folder: string): void {
  symlinkSync(path.join(projectDir, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
}

/** Keeps what the linter reads; names of files count from the app's folder. */
function keep(from: string, to: string, folder: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  for (const name of ['manifest.json', 'Shop.template.json', 'Shop.metadata.json', 'Shop.assets.json']) {
    const text = readFileSync(path.join(from, name), 'utf8')
      .replaceAll(`file://${folder}/`, '')
      .replaceAll(`${folder}/`, '');
    const content = JSON.parse(text) as { artifacts?: Record<string, { type: string }> };
    for (const [id, { type }] of Object.entries(content.artifacts ?? {})) {
      if (type === 'cdk:feature-flag-report' || type === 'cdk:tree') delete content.artifacts?.[id];
    }
    writeFileSync(path.join(to, name), `${JSON.stringify(content, undefined, 1)}\n`);
  }
}
