/** Damaged, spliced and random files for the linter, drawn from a seed: the same seed gives the same files. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../src/core/errors.ts';
import type { DocumentLanguage } from '../../src/graph/document.ts';
import { languageOf } from '../../src/graph/languages.ts';
import { catalogue } from '../../src/lint/catalogue.ts';
import { exampleCases, translated } from '../unit/lint/caseTables.ts';
import { makeLinter, uri } from '../unit/lint/linting.ts';
import { type Random, randomFrom } from './random.ts';

export interface CampaignOptions {
  readonly seed: number;
  readonly runs: number;
  /** Milliseconds a file may take; more than {@link fileLimit} where a busy machine must not count. */
  readonly limit?: number;
  readonly onRun?: (done: number) => void;
}

/** What became of the files. Times in milliseconds, sizes in characters, memory in bytes. */
export interface CampaignResult {
  readonly runs: number;
  readonly byLanguage: Readonly<Record<string, number>>;
  readonly findings: number;
  readonly complete: number;
  readonly incomplete: number;
  readonly notOurs: number;
  /** Refused with a message. */
  readonly refused: number;
  readonly fixed: number;
  readonly slowest: { readonly milliseconds: number; readonly file: string };
  readonly largest: number;
  readonly heapBefore: number;
  readonly heapAfter: number;
  readonly failures: readonly { readonly file: string; readonly problem: string; readonly text: string }[];
}

interface Sample {
  readonly language: DocumentLanguage;
  readonly text: string;
}

/** A file may take this long. */
export const fileLimit = 2_000;

const fixtures = path.resolve(import.meta.dirname, '../fixtures/lint');
const pieces = [
  ...['{', '}', '(', ')', '[', ']', '<', '>', '"', "'", '`', '"""', ';', ',', '.', ':', '=', '=>', '->', '|', '>-\n'],
  ...['\n', '\r\n', '\t', '\u0000', '\ud800', '\ufeff', '\u2028', '//', '/*', '*/', '#', '&a ', '*a', '!Ref ', '!Sub '],
  ...['!GetAtt ', '${', '}}', '<<: *a\n', '- ', '? ', '---\n', '...\n', '%YAML 1.1\n', 'Fn::If: ', 'Resources:\n'],
  ...['new ', 'const ', 'def ', 'class ', 'func ', 'import ', 'using ', 'return ', 'this.', 'self.', ':=', '...', '**'],
  ...['.builder()', '.build()', 'jsii.Number(', 'Duration.seconds(', 'true', 'null', '1e999', '-', '0x', '99999999999'],
];

function corpus(): Sample[] {
  const files = globSync('**/*.{yaml,yml,json,ts,js,py,java,cs,go}', { cwd: fixtures })
    .sort()
    .filter(file => !/manifest|assets|metadata/.test(file));
  const samples = files.flatMap((file): Sample[] => {
    const language = languageOf(file);
    return language ? [{ language, text: readFileSync(path.join(fixtures, file), 'utf8') }] : [];
  });
  const examples = catalogue.flatMap(rule =>
    exampleCases(rule).flatMap(each => [{ language: each.language, text: each.text }, ...translated(each)]),
  );
  return [...samples, ...examples.map(({ language, text }) => ({ language, text }))];
}

const nests: Readonly<Record<string, readonly string[]>> = {
  yaml: ['[', '{a: ', '- ', '? ', '!Sub ', 'a:\n', '&a [', '"', '|\n '],
  json: ['[', '{"a":', '{"Fn::If":["a",', '"', '-', '{"Ref":'],
  python: ['(', '[', '{', 'f(', 'lambda: ', 'not ', 'a.', '"a" + ', 'if a:\n'],
  other: ['(', '[', '{', 'f(', 'a.b(', '-', '"a" + ', 'new A(', '<', 'a ? b : ', '() => '],
};

/** Files that are bad by their shape, in every language. */
function* monsters(samples: readonly Sample[]): Generator<Sample> {
  const bomb = `a0: &a0 [x, x]\n${Array.from({ length: 60 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]\n`).join('')}`;
  yield {
    language: 'yaml',
    text: `${bomb}Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      Tags: *a60\n`,
  };
  const merges = Array.from(
    { length: 200 },
    (_, index) => `a${index + 1}: &m${index + 1}\n  <<: [*m${index}, *m${index}]\n  k${index}: 1\n`,
  ).join('');
  yield {
    language: 'yaml',
    text: `a0: &m0 {x: 1}\n${merges}Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      <<: *m200\n`,
  };
  const firsts = new Map(samples.map(sample => [sample.language, sample] as const));
  for (const [language, { text }] of firsts) {
    for (const nest of nests[language] ?? nests['other'] ?? []) {
      yield { language, text: `${text}\n${nest.repeat(10_000)}` };
    }
    yield {
      language,
      text: `${text}\n${language === 'yaml' || language === 'python' ? '#' : '//'} ${'x'.repeat(1_000_000)}`,
    };
    yield { language, text: text.replaceAll('\n', ' ').repeat(20) };
    yield { language, text: `${text}\n${'"'.padEnd(500_000, 'y')}` };
  }
}

function damaged(random: Random, samples: readonly Sample[]): Sample {
  const { language, text: whole } = random.pick(samples);
  let text = whole;
  for (let change = random.below(4); change >= 0; change--) text = changedOnce(random, text, samples);
  // Nobody writes such a file by hand, and what is larger is not linted while typing.
  return { language: random.below(20) === 0 ? random.pick(samples).language : language, text: text.slice(0, 400_000) };
}

function changedOnce(random: Random, text: string, samples: readonly Sample[]): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + random.below(120));
  switch (random.below(9)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(at);
    case 2:
      return text.slice(0, at) + random.pick(pieces) + text.slice(at);
    case 3:
      return text.slice(0, at) + text.slice(end);
    case 4: {
      const other = random.pick(samples).text;
      const from = random.below(other.length + 1);
      return text.slice(0, at) + other.slice(from, from + random.below(600)) + text.slice(end);
    }
    case 5:
      return text.slice(0, at) + text.slice(at, end).repeat(1 + random.below(200)) + text.slice(end);
    case 6: {
      const lines = text.split('\n');
      const [line, to] = [random.below(lines.length), random.below(lines.length)];
      lines.splice(to, 0, ...lines.splice(line, 1 + random.below(5)));
      return lines.join('\n');
    }
    case 7:
      return text.slice(0, at) + random.pick(pieces).repeat(1 + random.below(300)) + text.slice(at);
    default: {
      const letters = Array.from({ length: random.below(40) }, () => String.fromCharCode(random.below(0xffff)));
      return text.slice(0, at) + letters.join('') + text.slice(end);
    }
  }
}

/** Lints every file; a crash, a file over the limit, or a finding outside the text is a failure. */
export async function runCampaign({ seed, runs, limit = fileLimit, onRun }: CampaignOptions): Promise<CampaignResult> {
  const linter = makeLinter();
  const random = randomFrom(seed);
  const samples = corpus();
  const failures: CampaignResult['failures'][number][] = [];
  const byLanguage: Record<string, number> = {};
  const tally = { findings: 0, complete: 0, incomplete: 0, notOurs: 0, refused: 0, fixed: 0 };
  let slowest = { milliseconds: 0, file: '' };
  let largest = 0;
  let done = 0;
  const collect = globalThis.gc;
  for (const sample of samples.slice(0, 20)) await linter.lint(uri, sample.language, sample.text);
  collect?.();
  const heapBefore = process.memoryUsage().heapUsed;

  const tryOne = async ({ language, text }: Sample, file: string): Promise<void> => {
    byLanguage[language] = (byLanguage[language] ?? 0) + 1;
    largest = Math.max(largest, text.length);
    const started = performance.now();
    const timed = (milliseconds: number) => {
      if (milliseconds > slowest.milliseconds) slowest = { milliseconds, file };
      if (milliseconds > limit) failures.push({ file, problem: `took ${milliseconds.toFixed(0)} ms`, text });
    };
    try {
      const linted = await linter.lint(uri, language, text).finally(() => timed(performance.now() - started));
      const reports = linted?.result.reports ?? [];
      tally.findings += reports.length;
      if (!linted) tally.notOurs++;
      else if (linted.result.complete) tally.complete++;
      else tally.incomplete++;
      const outside = reports.find(({ start, end }) => !(start >= 0 && start <= end && end <= text.length));
      if (outside) failures.push({ file, problem: `${outside.ruleId} speaks outside of the text`, text });
      if (done % 10 === 0 && text.length < 20_000) tally.fixed += (await linter.fixAll(uri, language, text)).fixed;
    } catch (error) {
      if (error instanceof UserError) tally.refused++;
      else
        failures.push({ file, problem: error instanceof Error ? (error.stack ?? error.message) : String(error), text });
    }
    onRun?.(++done);
  };

  let number = 0;
  for (const monster of monsters(samples)) await tryOne(monster, `monster ${number++} (${monster.language})`);
  for (let index = 0; index < runs; index++) {
    const sample = damaged(random, samples);
    await tryOne(sample, `seed ${seed}, file ${index} (${sample.language})`);
  }
  collect?.();
  const heapAfter = process.memoryUsage().heapUsed;
  return { runs: done, byLanguage, ...tally, slowest, largest, heapBefore, heapAfter, failures };
}
