import { expect, test } from 'vitest';
import { lint, makeLinter, ruleIds, stack, template } from './linting.ts';

const id = 'sns-encryption-missing';
const asked = makeLinter({ severities: { [id]: 'warning' } });
const topic = (properties: string) =>
  template(`  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: Orders\n${properties}`);

test('is off unless it is given a severity', async () => {
  expect(await ruleIds('yaml', topic(''))).toEqual([]);
  expect(await lint('yaml', topic(''), asked)).toMatchObject([{ ruleId: id, severity: 'warning' }]);
});

test.each([
  ['a key', topic('      KmsMasterKeyId: alias/orders\n')],
  ['a key by parameter', topic('      KmsMasterKeyId: !Ref Key\n')],
  ['a key in one branch', topic('      KmsMasterKeyId: !If [A, !Ref Key, !Ref AWS::NoValue]\n')],
])('is silent about %s', async (_, text) => {
  expect(await ruleIds('yaml', text, asked)).toEqual([]);
});

test('reads the key of CDK topics', async () => {
  const found = (properties: string) =>
    ruleIds('typescript', stack(`new sns.Topic(this, 'Orders'${properties});`), asked);
  expect(await found('')).toEqual([id]);
  expect(await found(', { masterKey: props.key }')).toEqual([]);
  expect(await found(', props.topic')).toEqual([]);
});
