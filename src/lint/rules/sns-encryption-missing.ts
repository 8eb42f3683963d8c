import { isAbsent } from '../../graph/value.ts';
import { defineRule } from '../rule.ts';

/** A topic without a KMS key: worth knowing only where a rule book asks for one. */
export const snsEncryptionMissing = defineRule<{ topic: string }>({
  id: 'sns-encryption-missing',
  title: 'Topic without a KMS key',
  severity: 'hint',
  equivalents: ['CKV_AWS_26', 'W47', 'AWS-0095', 'AwsSolutions-SNS2', 'SNS2', 'SNS_ENCRYPTED_KMS'],
  docs: {
    why:
      'SNS stores messages on encrypted disks in any case; with `KmsMasterKeyId` it encrypts them with a KMS key as ' +
      'well, which some rule books ask for (NIST SP 800-53; the best practices of AWS Security Hub no longer do). ' +
      'Take a key of your own: `alias/aws/sns` shuts out CloudWatch alarms, EventBridge and S3 ' +
      '(`sns-kms-managed-key-blocks-publisher`).\n\nThe rule is off unless it is given a severity.',
    noFix:
      'A key of its own closes the topic to every publisher that may not use it, and who publishes is not to be seen from one document. `alias/aws/sns` closes it to AWS services.',
    silent: ['The key is there in any form, or unknown.', 'The topic is imported.'],
    sources: [
      'https://docs.aws.amazon.com/securityhub/latest/userguide/sns-controls.html',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html',
    ],
    bad: [{ language: 'yaml', code: 'Resources:\n  Orders:\n    Type: AWS::SNS::Topic\n' }],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      KmsMasterKeyId: alias/orders\n',
      },
    ],
  },

  *check(graph) {
    for (const topic of graph.ofType('AWS::SNS::Topic')) {
      if (!isAbsent(graph.prop(topic, 'KmsMasterKeyId'))) continue;
      yield { resource: topic, span: topic.nameSpan, data: { topic: topic.name } };
    }
  },

  message: ({ topic }) => `Topic ${topic} names no KMS key.`,
});
