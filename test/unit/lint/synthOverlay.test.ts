import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Assembly, readAssembly } from '../../../src/lint/synth/assembly.ts';
import { type LintedTemplate, synthConstructs } from '../../../src/lint/synth/lintAssembly.ts';
import { type Changed, mergeSynth, type SynthConstruct, type SynthMemory } from '../../../src/lint/synth/overlay.ts';
import { seenIn } from '../../../src/lint/synth/seen.ts';
import { linter } from './linting.ts';

const root = path.resolve(import.meta.dirname, '../../fixtures/lint/synth/overlay');
const file = path.join(root, 'app.ts');
const uri = pathToFileURL(file).href;
let folder: string;
let assembly: Assembly;
let constructs: readonly SynthConstruct[];
let text: string;

/** The templates of an assembly with what the linter finds in them. */
async function lintAll(of: Assembly): Promise<readonly SynthConstruct[]> {
  const linted: LintedTemplate[] = [];
  for (const template of of.templates) {
    const place = pathToFileURL(template.path).href;
    const result = await linter.lint(place, 'json', template.text);
    if (result) linted.push({ template, uri: place, result: result.result, seen: seenIn(result) });
  }
  return synthConstructs(of, linted);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'overlay-'));
  text = await readFile(file, 'utf8');
  // As the CDK's own command line does it, but for the paths in the templates.
  const env = { ...process.env, CDK_OUTDIR: folder };
  await promisify(execFile)(process.execPath, [file], { cwd: root, env });
  const read = await readAssembly(folder, root, name => readFile(name, 'utf8').catch(() => undefined));
  if (!read) throw new Error('No assembly');
  assembly = read;
  constructs = await lintAll(assembly);
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function merge(source = text, changed: Changed = 'nothing', memory?: SynthMemory, synth = constructs) {
  const linted = await linter.lint(uri, 'typescript', source);
  if (!linted) throw new Error('No CDK source');
  return mergeSynth(
    { uri, file, text: source, reports: linted.result.reports, seen: seenIn(linted) },
    synth,
    changed,
    memory,
  );
}

const about = (reports: Awaited<ReturnType<typeof merge>>['reports'], name: string) =>
  reports.filter(report => report.resource === name).map(report => report.ruleId);

describe('a fresh assembly', () => {
  test('is read with its nested stacks and stages, and says where constructs are made', () => {
    const names = assembly.templates.map(template => path.relative(folder, template.path)).sort();
    expect(names).toHaveLength(6);
    expect(names.filter(name => name.startsWith('assembly-Production'))).toHaveLength(2);
    expect(names.filter(name => name.endsWith('.nested.template.json'))).toHaveLength(2);
    const inner = constructs.find(each => each.path === 'Production/Shop/Below/Inner');
    expect(inner?.type).toBe('AWS::SQS::Queue');
    expect(text.split('\n')[inner?.frames[0]?.line ?? 0]).toContain("'Inner'");
  });

  test('confirms what the source shows as well, once for all instances', async () => {
    const { reports } = await merge();
    const plain = reports.filter(report => report.resource === 'Plain');
    expect(plain.map(report => report.ruleId)).toEqual(['sqs-missing-dlq']);
    expect(plain[0]?.message).toMatch(/Confirmed by the last synth\.$/);
    expect(about(reports, 'Inner')).toEqual(['sqs-missing-dlq']);
  });

  test('withdraws what an Aspect has mended', async () => {
    const { reports, withdrawn } = await merge();
    expect(about(reports, 'Mended')).toEqual([]);
    expect(withdrawn.map(report => `${report.ruleId} ${report.resource}`)).toEqual(['sqs-missing-dlq Mended']);
  });

  test('adds what an override does out of sight, at the property the source gives it', async () => {
    const { reports } = await merge();
    const [added, ...others] = reports.filter(report => report.ruleId === 'sqs-encryption-disabled');
    expect(others).toEqual([]);
    expect(text.slice(added?.start, added?.end)).toBe('sqs.QueueEncryption.SQS_MANAGED');
    expect(added?.message).toMatch(/Queue Shop\/Loud .* Seen in the last synth \(Shop\/Loud and 1 more\)\.$/);
    expect(added?.related[0]?.uri).toMatch(/Shop\.template\.json$/);
    expect(added?.fixTitle).toBeUndefined();
  });

  test('speaks once about a construct that a loop makes', async () => {
    const { reports } = await merge();
    const line = text.split('\n').findIndex(each => each.includes('`$' + '{name}Queue`'));
    const found = reports.filter(report => report.range.startLine === line);
    expect(found.map(report => report.ruleId)).toEqual(['sqs-missing-dlq']);
  });

  test('does not take back what lies in two stacks: neither template shows it', async () => {
    const { reports, withdrawn } = await merge();
    expect(about(reports, 'Far')).toContain('sqs-visibility-below-function-timeout');
    expect(about(withdrawn, 'Far')).toEqual([]);
  });

  test('keeps to comments that silence a line', async () => {
    const silent = text.replace(
      '    const loud = ',
      '    // msglint-disable-next-line sqs-encryption-disabled\n    const loud = ',
    );
    const moved = constructs.map(each => ({
      ...each,
      frames: each.frames.map(frame => ({ ...frame, line: frame.line < 16 ? frame.line : frame.line + 1 })),
    }));
    const { reports } = await merge(silent, 'nothing', undefined, moved);
    expect(reports.filter(report => report.ruleId === 'sqs-encryption-disabled')).toEqual([]);
  });
});

describe('a source that has changed since', () => {
  test('keeps what was withdrawn while lines are only put in, and says which findings are old', async () => {
    const { memory } = await merge();
    const longer = text.replace(
      "    new sqs.Queue(this, 'Plain');",
      "    const more = 1;\n    new sqs.Queue(this, 'Plain');",
    );
    const { reports, withdrawn } = await merge(longer, 'here', memory);
    expect(about(withdrawn, 'Mended')).toEqual(['sqs-missing-dlq']);
    const added = reports.find(report => report.ruleId === 'sqs-encryption-disabled');
    expect(added?.message).toContain('Of the last synth; the source has changed since (Shop/Loud and 1 more).');
    expect(longer.slice(added?.start, added?.end)).toBe('sqs.QueueEncryption.SQS_MANAGED');
    expect(about(reports, 'Plain')).toEqual(['sqs-missing-dlq']);
  });

  test('withdraws nothing when the construct, or any other line that stood there, has changed', async () => {
    const { memory } = await merge();
    const edited = text.replace("new sqs.Queue(this, 'Mended')", "new sqs.Queue(this, 'Mended', { fifo: true })");
    expect(about((await merge(edited, 'here', memory)).reports, 'Mended')).toContain('sqs-missing-dlq');
    const without = text.replace(/^.*Aspects\.of.*\n/m, '');
    expect(about((await merge(without, 'here', memory)).reports, 'Mended')).toContain('sqs-missing-dlq');
  });

  test('withdraws nothing when it was not seen as it was, or another source has changed', async () => {
    expect((await merge(text, 'here')).withdrawn).toEqual([]);
    const { memory } = await merge();
    expect((await merge(text, 'elsewhere', memory)).withdrawn).toEqual([]);
  });

  test('no longer has what was mended in it', async () => {
    const { memory } = await merge();
    const mended = text.replace(
      "new sqs.Queue(this, 'Plain')",
      "new sqs.Queue(this, 'Plain', { deadLetterQueue: { queue: new sqs.Queue(this, 'PlainDlq', { retentionPeriod: Duration.days(14) }), maxReceiveCount: 5 } })",
    );
    expect(about((await merge(mended, 'here', memory)).reports, 'Plain')).toEqual([]);
    expect(about((await merge(mended, 'here')).reports, 'Plain')).toEqual([]);
  });
});

describe('without a creation stack', () => {
  const blind = () => constructs.map(each => ({ ...each, frames: [] }));

  test('confirms and adds by id and type, and withdraws nothing', async () => {
    const { reports, withdrawn } = await merge(text, 'nothing', undefined, blind());
    expect(withdrawn).toEqual([]);
    expect(about(reports, 'Mended')).toEqual(['sqs-missing-dlq']);
    expect(reports.find(report => report.resource === 'Plain')?.message).toMatch(/Confirmed by the last synth\.$/);
    expect(reports.filter(report => report.ruleId === 'sqs-encryption-disabled')).toHaveLength(1);
  });
});

test('templates with stand-ins for looked-up values take nothing back', async () => {
  const vague = await lintAll({ ...assembly, lacksContext: true });
  expect((await merge(text, 'nothing', undefined, vague)).withdrawn).toEqual([]);
});
