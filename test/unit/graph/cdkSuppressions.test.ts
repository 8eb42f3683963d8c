import { describe, expect, test } from 'vitest';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { lint } from '../lint/linting.ts';

/** A stack in a language with a queue `orders` and a queue `mails`, and statements that follow. */
const shops: Partial<Record<DocumentLanguage, (statements: string) => string>> = {
  typescript: statements => `import { Stack, Validations } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { NagSuppressions } from 'cdk-nag';

export class Shop extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const orders = new sqs.Queue(this, 'Orders');
    const mails = new sqs.Queue(this, 'Mails');
    ${statements}
  }
}
`,
  javascript: statements => `const { Stack, Validations } = require('aws-cdk-lib');
const sqs = require('aws-cdk-lib/aws-sqs');
const { NagSuppressions } = require('cdk-nag');

class Shop extends Stack {
  constructor(scope, id) {
    super(scope, id);
    const orders = new sqs.Queue(this, 'Orders');
    const mails = new sqs.Queue(this, 'Mails');
    ${statements}
  }
}
`,
  python: statements => `from aws_cdk import Stack, Validations, aws_sqs as sqs
from cdk_nag import NagSuppressions

class Shop(Stack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        orders = sqs.Queue(self, "Orders")
        mails = sqs.Queue(self, "Mails")
        ${statements}
`,
  java: statements => `package shop;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

public class Shop extends Stack {
  public Shop(final Construct scope, final String id) {
    super(scope, id);
    Queue orders = new Queue(this, "Orders");
    Queue mails = new Queue(this, "Mails");
    ${statements}
  }
}
`,
  csharp: statements => `using Amazon.CDK;
using Amazon.CDK.AWS.SQS;
using Cdklabs.CdkNag;

namespace Shops
{
    public class Shop : Stack
    {
        public Shop(Construct scope, string id) : base(scope, id)
        {
            var orders = new Queue(this, "Orders");
            var mails = new Queue(this, "Mails");
            ${statements}
        }
    }
}
`,
  go: statements => `package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

func NewShop(stack awscdk.Stack) {
	orders := awssqs.NewQueue(stack, jsii.String("Orders"), nil)
	mails := awssqs.NewQueue(stack, jsii.String("Mails"), nil)
	${statements}
	_ = orders
	_ = mails
}
`,
};

const script = {
  resource:
    "NagSuppressions.addResourceSuppressions(orders, [{ id: 'AwsSolutions-SQS3', reason: 'A reply that nobody waits for may go' }], true);",
  both: "NagSuppressions.addResourceSuppressions([orders, mails], [{ id: 'AwsSolutions-SQS3', reason: 'Replies' }]);",
  other: "NagSuppressions.addResourceSuppressions(orders, [{ id: 'AwsSolutions-SQS2', reason: 'Another check' }]);",
  stack: "NagSuppressions.addStackSuppressions(this, [{ id: 'AwsSolutions-SQS3', reason: 'Replies' }]);",
  path: "NagSuppressions.addResourceSuppressionsByPath(this, '/Shop/Orders/Resource', [{ id: 'AwsSolutions-SQS3', reason: 'Replies' }]);",
  acknowledge: "Validations.of(orders).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'Replies' });",
};

const statements: Partial<Record<DocumentLanguage, Partial<typeof script>>> = {
  typescript: script,
  javascript: script,
  python: {
    resource:
      'NagSuppressions.add_resource_suppressions(orders, [{"id": "AwsSolutions-SQS3", "reason": "Replies"}], True)',
    both: 'NagSuppressions.add_resource_suppressions([orders, mails], [{"id": "AwsSolutions-SQS3", "reason": "Replies"}])',
    other: 'NagSuppressions.add_resource_suppressions(orders, [{"id": "AwsSolutions-SQS2", "reason": "Replies"}])',
    stack: 'NagSuppressions.add_stack_suppressions(self, [{"id": "AwsSolutions-SQS3", "reason": "Replies"}])',
    path: 'NagSuppressions.add_resource_suppressions_by_path(self, "/Shop/Orders/Resource", [{"id": "AwsSolutions-SQS3", "reason": "Replies"}])',
    acknowledge: 'Validations.of(orders).acknowledge(id="AwsSolutions-SQS3", reason="Replies")',
  },
  java: {
    resource:
      'NagSuppressions.addResourceSuppressions(orders, List.of(NagPackSuppression.builder().id("AwsSolutions-SQS3").reason("Replies").build()), true);',
    both: 'NagSuppressions.addResourceSuppressions(List.of(orders, mails), List.of(NagPackSuppression.builder().id("AwsSolutions-SQS3").reason("Replies").build()));',
    other:
      'NagSuppressions.addResourceSuppressions(orders, List.of(NagPackSuppression.builder().id("AwsSolutions-SQS2").reason("Replies").build()));',
    stack:
      'NagSuppressions.addStackSuppressions(this, List.of(NagPackSuppression.builder().id("AwsSolutions-SQS3").reason("Replies").build()));',
    acknowledge:
      'Validations.of(orders).acknowledge(Acknowledgment.builder().id("AwsSolutions-SQS3").reason("Replies").build());',
  },
  csharp: {
    resource:
      'NagSuppressions.AddResourceSuppressions(orders, new [] { new NagPackSuppression { Id = "AwsSolutions-SQS3", Reason = "Replies" } }, true);',
    both: 'NagSuppressions.AddResourceSuppressions(new [] { orders, mails }, new [] { new NagPackSuppression { Id = "AwsSolutions-SQS3", Reason = "Replies" } });',
    other:
      'NagSuppressions.AddResourceSuppressions(orders, new [] { new NagPackSuppression { Id = "AwsSolutions-SQS2", Reason = "Replies" } });',
    stack:
      'NagSuppressions.AddStackSuppressions(this, new [] { new NagPackSuppression { Id = "AwsSolutions-SQS3", Reason = "Replies" } });',
    acknowledge:
      'Validations.Of(orders).Acknowledge(new Acknowledgment { Id = "AwsSolutions-SQS3", Reason = "Replies" });',
  },
  go: {
    resource:
      'cdknag.NagSuppressions_AddResourceSuppressions(orders, &[]*cdknag.NagPackSuppression{{Id: jsii.String("AwsSolutions-SQS3"), Reason: jsii.String("Replies")}}, jsii.Bool(true))',
    other:
      'cdknag.NagSuppressions_AddResourceSuppressions(orders, &[]*cdknag.NagPackSuppression{{Id: jsii.String("AwsSolutions-SQS2"), Reason: jsii.String("Replies")}}, jsii.Bool(true))',
    stack:
      'cdknag.NagSuppressions_AddStackSuppressions(stack, &[]*cdknag.NagPackSuppression{{Id: jsii.String("AwsSolutions-SQS3"), Reason: jsii.String("Replies")}}, nil)',
    acknowledge:
      'awscdk.Validations_Of(orders).Acknowledge(&awscdk.Acknowledgment{Id: jsii.String("AwsSolutions-SQS3"), Reason: jsii.String("Replies")})',
  },
};

/** Queues that still lack a dead-letter queue. */
const left = {
  resource: ['Mails'],
  both: [],
  other: ['Orders', 'Mails'],
  stack: [],
  path: ['Mails'],
  acknowledge: ['Mails'],
};

async function blamed(language: DocumentLanguage, statement: string): Promise<string[]> {
  const text = shops[language]?.(statement) ?? '';
  const reports = await lint(language, text);
  return reports.filter(report => report.ruleId === 'sqs-missing-dlq').map(report => report.resource);
}

describe.each(Object.entries(statements))('%s', (language, forms) => {
  test('without a word both queues are found', async () => {
    expect(await blamed(language as DocumentLanguage, '')).toEqual(['Orders', 'Mails']);
  });

  test.each(Object.entries(forms))('%s', async (form, statement) => {
    expect(await blamed(language as DocumentLanguage, statement)).toEqual(left[form as keyof typeof left]);
  });
});

test.each([
  ["orders.addMetadata('cfn_nag', { rules_to_suppress: [{ id: 'SQS3' }] });"],
  ["orders.addMetadata('guard', { SuppressedRules: ['SQS_DLQ_CHECK'] });"],
  ["orders.addMetadata('msglint', { disable: { 'sqs-missing-dlq': 'Replies' } });"],
  [
    "orders.cfnOptions.metadata = { cdk_nag: { rules_to_suppress: [{ id: 'AwsSolutions-SQS3', reason: 'Replies' }] } };",
  ],
])('metadata of an L1 construct: %s', async statement => {
  const text = (shops.typescript?.(statement) ?? '').replace(
    "new sqs.Queue(this, 'Orders')",
    "new sqs.CfnQueue(this, 'Orders', {})",
  );
  const reports = await lint('typescript', text);
  expect(reports.filter(each => each.ruleId === 'sqs-missing-dlq').map(each => each.resource)).toEqual(['Mails']);
});

test('metadata for somebody else says nothing', async () => {
  const text = (shops.typescript?.("orders.addMetadata('owner', 'SQS3');") ?? '').replace(
    "new sqs.Queue(this, 'Orders')",
    "new sqs.CfnQueue(this, 'Orders', {})",
  );
  const reports = await lint('typescript', text);
  expect(reports.filter(each => each.ruleId === 'sqs-missing-dlq')).toHaveLength(2);
});
