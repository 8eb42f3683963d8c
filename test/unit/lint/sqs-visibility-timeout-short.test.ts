import { expect, test } from 'vitest';
import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { ruleIds } from './linting.ts';
import { runCases } from './runCases.ts';
import { cdk, cfn, sam } from './visibility.ts';

const bad: RuleCase[] = [
  yaml('literals', sam('60', '60'), { severity: 'warning', underlined: '60' }),
  yaml('one second short', sam('359', '60')),
  yaml('default visibility', sam('', '6')),
  yaml('Globals', sam('30', '', { globals: '10' })),
  yaml('default timeout', sam('17', '')),
  yaml('every branch short', sam('100', '!If [A, 20, 30]')),
  yaml(
    'flow properties',
    sam('60', '60', { bare: true }).replace(
      '            Queue: !GetAtt Orders.Arn',
      '            { Queue: !GetAtt Orders.Arn }',
    ),
  ),
  json('literals', cfn(60, 60)),
  json('defaults', cfn(undefined, 6)),
  typescript('literals', cdk('visibilityTimeout: Duration.seconds(60),', 'timeout: Duration.seconds(30)')),
  typescript('default', cdk('', 'timeout: Duration.seconds(10)')),
  typescript('millis and minutes', cdk('visibilityTimeout: Duration.minutes(1),', 'timeout: Duration.millis(20000)')),
];

const good: RuleCase[] = [
  yaml('six times', sam('360', '60')),
  yaml('both defaults', sam('', '')),
  yaml('the stronger rule speaks', sam('30', '60')),
  yaml('a branch long enough', sam('100', '!If [A, 10, 30]')),
  yaml('parameter', sam('!Ref V', '60')),
  yaml('switched off', sam('60', '60', { event: '            Enabled: false\n' })),
  json('six times', cfn('360', 60)),
  json('parameter', cfn({ Ref: 'V' }, 60)),
  typescript('six times', cdk('visibilityTimeout: Duration.minutes(3),', 'timeout: Duration.seconds(30)')),
  typescript('unknown', cdk('visibilityTimeout: seconds(3),', 'timeout: Duration.seconds(30)')),
  typescript('function handed in', cdk('', 'timeout: Duration.seconds(30)').replace('worker.add', 'props.fn.add')),
].map(each => ({ ...each, ...silent }));

runCases('sqs-visibility-timeout-short', [...bad, ...good]);

test('keeps silent where the stronger rule speaks about the same queue', async () => {
  expect(await ruleIds('yaml', sam('30', '60'))).toEqual(['sqs-visibility-below-function-timeout']);
  expect(await ruleIds('yaml', sam('60', '60'))).toEqual(['sqs-visibility-timeout-short']);
});
