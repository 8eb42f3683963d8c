import { expect, test } from 'vitest';
import { isCandidate, isTestSource, languageOf } from '../../../src/graph/languages.ts';

test.each([
  ['stacks/shop.py', 'python'],
  ['Shop.java', 'java'],
  ['C:\\src\\Shop.cs', 'csharp'],
  ['shop.go', 'go'],
  ['shop.rb', undefined],
])('%s is read as %s', (path, language) => expect(languageOf(path)).toBe(language));

test.each(['tests/unit/test_shop.py', 'shop_test.go', 'ShopTest.java', 'ShopTests.cs', 'shop.test.ts'])(
  '%s is a test',
  path => expect(isTestSource(path)).toBe(true),
);

test.each(['latest.py', 'contest.go', 'Attest.java', 'shop.ts'])('%s is no test', path =>
  expect(isTestSource(path)).toBe(false),
);

test.each([
  ['python', 'import boto3\nsqs = boto3.client("sqs")'],
  ['go', 'import "github.com/aws/aws-sdk-go-v2/service/sqs"'],
  ['java', 'import software.amazon.awssdk.services.sqs.SqsClient;'],
  ['csharp', 'using Amazon.SQS;'],
] as const)('%s without CDK is left alone', (language, text) => expect(isCandidate(language, text)).toBe(false));
