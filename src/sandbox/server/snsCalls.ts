import { type Answer, escapeXml, failure, snsResult } from './answer.ts';
import type { Stores } from './stores.ts';

const pageSize = 100;

/** The topics of the region of the call alone, 100 to a page. */
export function listTopics(form: URLSearchParams, region: string, stores: Stores): Answer {
  const after = form.get('NextToken') ?? '';
  const arns = [...stores.sns.topics.keys()].filter(arn => arn.split(':')[3] === region && arn > after).sort();
  const page = arns.slice(0, pageSize);
  const last = page.at(-1);
  const members = page.map(arn => `<member><TopicArn>${escapeXml(arn)}</TopicArn></member>`).join('');
  const next = page.length < arns.length && last !== undefined ? `<NextToken>${escapeXml(last)}</NextToken>` : '';
  return snsResult('ListTopics', `<Topics>${members}</Topics>${next}`);
}

/**
 * fauxqs delivers to queues and ignores MessageStructure=json, so the part meant for queues is put in the message's
 * place before it gets there. Changes `form`; returns the failure for JSON without a `default`.
 */
export function chooseQueuePart(form: URLSearchParams): Answer | undefined {
  for (const [key, value] of [...form]) {
    if (!/(^|\.)MessageStructure$/.test(key) || value !== 'json') continue;
    const messageKey = key.replace(/MessageStructure$/, 'Message');
    const part = queuePart(form.get(messageKey) ?? '');
    if (typeof part !== 'string') return failure('sns', 400, 'InvalidParameter', part.invalid);
    form.set(messageKey, part);
    form.delete(key);
  }
  return undefined;
}

function queuePart(message: string): string | { invalid: string } {
  let parts: unknown;
  try {
    parts = JSON.parse(message);
  } catch {
    return { invalid: 'Invalid parameter: Message Structure - JSON message body failed to parse' };
  }
  const byProtocol = (parts ?? {}) as { sqs?: unknown; default?: unknown };
  if (typeof byProtocol.default !== 'string') {
    return { invalid: 'Invalid parameter: Message Structure - No default entry in JSON message body' };
  }
  return typeof byProtocol.sqs === 'string' ? byProtocol.sqs : byProtocol.default;
}
