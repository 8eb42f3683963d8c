import type { MessageValue } from '../message.ts';
import type { Fact } from './payload.ts';

/** Attributes by which services say why a message lies in a dead-letter queue. */
const services: readonly {
  readonly by: string;
  readonly facts: readonly (readonly [name: string, label: string])[];
}[] = [
  {
    // eventbridge/latest/userguide/eb-rule-dlq.html
    by: 'RULE_ARN',
    facts: [
      ['RULE_ARN', 'Rule'],
      ['TARGET_ARN', 'Target'],
      ['ERROR_CODE', 'Error code'],
      ['ERROR_MESSAGE', 'Error message'],
      ['EXHAUSTED_RETRY_CONDITION', 'Retries ended by'],
      ['RETRY_ATTEMPTS', 'Retries'],
    ],
  },
  {
    // lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq
    by: 'RequestID',
    facts: [
      ['RequestID', 'Request'],
      ['ErrorCode', 'Error code'],
      ['ErrorMessage', 'Error message'],
    ],
  },
];

/** What the attributes of a dead letter say about its failure; empty when they say nothing. */
export function deadLetterFacts(
  attributes: Readonly<Record<string, MessageValue>>,
  systemAttributes: Readonly<Record<string, string>> = {},
): Fact[] {
  const service = services.find(
    ({ by, facts }) => attributes[by] && facts.some(([name]) => name !== by && attributes[name]),
  );
  const source = systemAttributes['DeadLetterQueueSourceArn'];
  return [
    ...(source === undefined ? [] : [{ label: 'Came from', value: source }]),
    ...(service?.facts ?? []).flatMap(([name, label]) => {
      const attribute = attributes[name];
      return attribute ? [{ label, value: attribute.value.slice(0, 2_000) }] : [];
    }),
  ];
}
