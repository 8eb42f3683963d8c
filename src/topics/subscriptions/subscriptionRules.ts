import { parseArn } from '../../core/arn.ts';
import { readJsonObject } from '../../core/json.ts';
import { describeProblem, parsePattern } from '../../patterns/parsePattern.ts';
import { type SubscriptionProtocol, subscriptionProtocols } from '../topic.ts';

/** A subscription as a person describes it before it is made. */
export interface SubscriptionDraft {
  readonly protocol: string;
  readonly endpoint: string;
  /** By SNS's own names: FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy, SubscriptionRoleArn … */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What an endpoint looks like for each protocol, for a form's hint. */
export const endpointHints: Readonly<Record<SubscriptionProtocol, string>> = {
  sqs: 'ARN of a queue',
  lambda: 'ARN of a function, or of a version or alias of it',
  firehose: 'ARN of a delivery stream; a role is needed as well',
  https: 'An address that starts with https://',
  http: 'An address that starts with http://',
  email: 'An e-mail address; its owner has to confirm',
  'email-json': 'An e-mail address; its owner has to confirm',
  sms: 'A phone number in international form, such as +4915112345678',
  application: 'ARN of a mobile app’s endpoint',
};

/** Everything that is wrong with a draft, in the order of the form; empty when SNS should take it. */
export function draftProblems(draft: SubscriptionDraft, fifoTopic: boolean): string[] {
  return [endpointProblem(draft.protocol, draft.endpoint, fifoTopic), ...attributeProblems(draft)].filter(
    problem => problem !== undefined,
  );
}

/** What is wrong with protocol or endpoint, or undefined. */
export function endpointProblem(protocol: string, endpoint: string, fifoTopic: boolean): string | undefined {
  const known = subscriptionProtocols.find(candidate => candidate === protocol);
  if (known === undefined) return `The protocol is one of ${subscriptionProtocols.join(', ')}`;
  if (fifoTopic && known !== 'sqs') return 'A FIFO topic delivers to SQS queues only';
  if (endpoint.trim() === '') return `The endpoint is missing: ${endpointHints[known]}`;
  switch (known) {
    case 'sqs':
      return queueProblem(endpoint, fifoTopic);
    case 'lambda':
      return arnProblem(endpoint, 'lambda', 'a Lambda function');
    case 'firehose':
      return arnProblem(endpoint, 'firehose', 'a Firehose delivery stream');
    case 'application':
      return arnProblem(endpoint, 'sns', 'an app’s endpoint');
    case 'http':
    case 'https':
      return URL.canParse(endpoint) && new URL(endpoint).protocol === `${known}:`
        ? undefined
        : `The endpoint is an address that starts with ${known}://`;
    case 'sms':
      return /^\+?[0-9]{4,15}$/.test(endpoint.replace(/[ -]/g, ''))
        ? undefined
        : 'The endpoint is a phone number in international form, such as +4915112345678';
    default:
      return /^[^@\s]+@[^@\s]+$/.test(endpoint) ? undefined : 'The endpoint is an e-mail address';
  }
}

function queueProblem(endpoint: string, fifoTopic: boolean): string | undefined {
  const wrong = arnProblem(endpoint, 'sqs', 'an SQS queue');
  if (wrong !== undefined) return wrong;
  return !fifoTopic && endpoint.endsWith('.fifo') ? 'A standard topic cannot deliver to a FIFO queue' : undefined;
}

function arnProblem(text: string, service: string, what: string): string | undefined {
  return parseArn(text)?.service === service ? undefined : `The endpoint is the ARN of ${what} (arn:aws:${service}:…)`;
}

function attributeProblems({ protocol, attributes }: SubscriptionDraft): (string | undefined)[] {
  const scope = attributes['FilterPolicyScope'];
  const policy = attributes['FilterPolicy'];
  return [
    scope !== undefined && scope !== 'MessageAttributes' && scope !== 'MessageBody'
      ? 'The filter policy scope is MessageAttributes or MessageBody'
      : undefined,
    policy === undefined ? undefined : filterPolicyProblem(policy, scope === 'MessageBody'),
    rawDeliveryProblem(protocol, attributes['RawMessageDelivery']),
    redriveProblem(attributes['RedrivePolicy']),
    protocol === 'firehose' && parseArn(attributes['SubscriptionRoleArn'] ?? '')?.service !== 'iam'
      ? 'A Firehose subscription needs the ARN of an IAM role that SNS may assume'
      : undefined,
    deliveryPolicyProblem(protocol, attributes['DeliveryPolicy']),
  ];
}

/** The first thing that is wrong with a filter policy and where it stands, or undefined. */
export function filterPolicyProblem(text: string, overBody: boolean): string | undefined {
  if (text.trim() === '') return undefined;
  const [first] = parsePattern(text, overBody ? 'sns-body' : 'sns-attributes').problems ?? [];
  return first && `Filter policy: ${describeProblem(first)}`;
}

function rawDeliveryProblem(protocol: string, value: string | undefined): string | undefined {
  if (value === undefined || value === 'false') return undefined;
  if (value !== 'true') return 'Raw message delivery is true or false';
  return ['sqs', 'http', 'https', 'firehose'].includes(protocol)
    ? undefined
    : 'Raw message delivery is for SQS, HTTP, HTTPS and Firehose subscriptions';
}

function redriveProblem(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const read = readJsonObject(text);
  if ('problem' in read) return `Redrive policy: ${read.problem}`;
  const target = read.value['deadLetterTargetArn'];
  return typeof target === 'string' && parseArn(target)?.service === 'sqs'
    ? undefined
    : 'Redrive policy: deadLetterTargetArn is the ARN of an SQS queue in the same account and region';
}

function deliveryPolicyProblem(protocol: string, text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  if (protocol !== 'http' && protocol !== 'https') return 'A delivery policy is for HTTP and HTTPS subscriptions';
  const read = readJsonObject(text);
  return 'problem' in read ? `Delivery policy: ${read.problem}` : undefined;
}

/** Whether SNS waits for somebody to confirm: until then the subscription has no ARN of its own. */
export function isPending(arn: string): boolean {
  return !arn.startsWith('arn:');
}
