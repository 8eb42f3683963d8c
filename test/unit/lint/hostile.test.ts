import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { lint, linter, stack, template, uri } from './linting.ts';
import { cdk, cfn, sam } from './visibility.ts';

const samples: readonly (readonly [DocumentLanguage, string])[] = [
  ['yaml', sam('60', '60')],
  ['json', cfn(30, 60)],
  ['typescript', cdk('visibilityTimeout: Duration.seconds(30),', 'timeout: Duration.seconds(60)')],
  ['tsx', cdk('visibilityTimeout: Duration.seconds(30),', 'timeout: Duration.seconds(60)')],
  ['javascript', "const sqs = require('aws-cdk-lib/aws-sqs');\nnew sqs.Queue(this, 'Orders', { fifo: true });\n"],
];

/** Findings that say something is missing: a text cut short must not bring them about. */
const aboutAbsence = ['sqs-missing-dlq'];

describe('texts cut short and mixed up', () => {
  test.each(samples)(
    '%s cut anywhere: no crash, and nothing is called missing in what does not parse',
    async (language, text) => {
      for (let end = 0; end <= text.length; end += 7) {
        const linted = await linter.lint(uri, language, text.slice(0, end));
        if (linted && !linted.result.complete) {
          expect(linted.result.reports.filter(report => aboutAbsence.includes(report.ruleId))).toEqual([]);
        }
      }
    },
  );

  test.each(samples)('%s spliced with anything', async (language, text) => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length),
        fc.nat(40),
        fc.oneof(
          fc.string(),
          fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            ':',
            '- ',
            '\n',
            '\t',
            '&a ',
            '*a',
            '!Ref ',
            '"',
            "'",
            '`',
            '${',
            '<<: ',
            '|\n',
            '\u0000',
            '\ud800',
          ),
        ),
        async (at, length, insert) => {
          await linter.lint(uri, language, text.slice(0, at) + insert + text.slice(at + length));
          await linter.fixAll(uri, language, text.slice(0, at) + insert + text.slice(at + length));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('texts made to hurt', () => {
  test('an alias bomb is read in no time', async () => {
    const levels = Array.from({ length: 40 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}, *l${i}, *l${i}]`).join(
      '\n',
    );
    const text = `l0: &l0 [a, b]\n${levels}\n${template('  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      Tags: *l40\n')}`;
    const started = performance.now();
    expect(await lint('yaml', text)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('an anchor that contains itself', async () => {
    const text = template(
      '  Orders:\n    Type: AWS::SQS::Queue\n    Properties: &p\n      Tags: [*p]\n      VisibilityTimeout: 3\n',
    );
    expect(await lint('yaml', text)).toHaveLength(1);
  });

  test.each([
    ['yaml', `Resources:\n  A:\n    Type: AWS::SQS::Queue\n    X: ${'['.repeat(10_000)}`],
    ['json', `{"Resources":{"A":{"Type":"AWS::SQS::Queue","X":${'['.repeat(10_000)}`],
    [
      'yaml',
      `Resources:\n  A:\n    Type: AWS::SQS::Queue\n${Array.from({ length: 3_000 }, (_, i) => `${' '.repeat(i + 4)}k:\n`).join('')}`,
    ],
    ['typescript', `import 'aws-cdk-lib';\nconst a = ${'('.repeat(20_000)}`],
    ['typescript', `import 'aws-cdk-lib';\nconst a = ${'x.y('.repeat(20_000)}`],
    ['typescript', stack(`const t = ${Array.from({ length: 20_000 }, () => "'a'").join(' + ')};`)],
  ] as const)('nesting in %s is read or refused in time', async (language, text) => {
    const started = performance.now();
    await linter.lint(uri, language, text).catch(error => expect(error).toBeInstanceOf(UserError));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
