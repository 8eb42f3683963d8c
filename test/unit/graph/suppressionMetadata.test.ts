import { expect, test } from 'vitest';
import { ruleIds } from '../lint/linting.ts';

const metadata: Readonly<Record<string, unknown>> = {
  msglint: { disable: { 'sqs-missing-dlq': 'Replies that nobody waits for may go' } },
  'msglint as a list': { disable: ['sqs-missing-dlq'] },
  cfn_nag: { rules_to_suppress: [{ id: 'SQS3', reason: 'Replies' }] },
  guard: { SuppressedRules: ['SQS_DLQ_CHECK'] },
  'cfn-lint': { config: { ignore_checks: ['ES6000'] } },
  checkov: { skip: [{ id: 'sqs-missing-dlq', comment: 'Replies' }] },
  cdk_nag: { rules_to_suppress: [{ id: 'AwsSolutions-SQS3', reason: 'Replies' }] },
};

/** JSON is YAML as well, so one text serves both readers. */
const templateWith = (own: unknown, top?: unknown) =>
  JSON.stringify({
    ...(top ? { Metadata: top } : {}),
    Resources: { Orders: { Type: 'AWS::SQS::Queue', Metadata: own }, Mails: { Type: 'AWS::SQS::Queue' } },
  });

test.each(Object.entries(metadata))('Metadata of a resource, as %s has it', async (name, value) => {
  const section = { [name.replace(/ .*/, '')]: value };
  for (const language of ['yaml', 'json'] as const) {
    expect(await ruleIds(language, templateWith(section))).toEqual(['sqs-missing-dlq']);
    expect(await ruleIds(language, templateWith(undefined, section))).toEqual([]);
  }
});

test('Metadata about another check says nothing', async () => {
  const section = { cfn_nag: { rules_to_suppress: [{ id: 'W48' }] }, guard: { SuppressedRules: ['OTHER'] } };
  expect(await ruleIds('yaml', templateWith(section))).toEqual(['sqs-missing-dlq', 'sqs-missing-dlq']);
});
