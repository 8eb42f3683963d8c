import { sqs } from '../../core/limits.ts';
import { isObject } from '../../core/parse.ts';
import { rowsOfTags, tagFaults } from '../../core/tags.ts';
import { isFifoName, parseRedrivePolicy, type QueueAttributes } from '../queue.ts';
import { factOf, type QueueAttributeFact, queueAttributes } from '../queueAttributes.ts';
import {
  attributeFaults,
  attributeValueFault,
  changedAttributes,
  queueNameFault,
  redrivePolicy,
} from '../queueService.ts';

/** What a person fills in to make or change a queue. Numbers are kept as they are typed. */
export interface QueueForm {
  readonly name: string;
  readonly fifo: boolean;
  /** Attributes with a field of their own, by SQS's names. */
  readonly values: Readonly<Record<string, string>>;
  readonly encryption: 'sqs' | 'kms' | 'none';
  readonly deadLetters: 'none' | 'existing' | 'new';
  readonly deadLetterArn: string;
  readonly deadLetterName: string;
  readonly maxReceiveCount: string;
  /** Which queues may use this one as their dead-letter queue. */
  readonly allow: 'all' | 'none' | 'byQueue';
  /** ARNs, one in a line; for `byQueue`. */
  readonly allowedSources: string;
  /** Tags that begin with `aws:` belong to AWS and are left out. */
  readonly tags: Readonly<Record<string, string>>;
}

/** SQS's page recommends several attempts; 3 to 5 is what its examples use. */
const suggestedMaxReceiveCount = '5';

/** Attributes that the form asks for in a way of its own. */
const composed = new Set(['SqsManagedSseEnabled', 'RedrivePolicy', 'RedriveAllowPolicy']);

/** The attributes that have a field of their own, for this kind of queue and this kind of encryption. */
export function fieldsOf(form: Pick<QueueForm, 'fifo' | 'encryption'>): QueueAttributeFact[] {
  return queueAttributes.filter(
    fact =>
      fact.editable &&
      !composed.has(fact.name) &&
      (fact.only === undefined || (fact.only === 'fifo') === form.fifo) &&
      (form.encryption === 'kms' || !fact.name.startsWith('Kms')),
  );
}

/** A form for a new queue, with what SQS takes when nothing is said. */
export function newQueueForm(name: string, attributes: Readonly<Record<string, string>>): QueueForm {
  const fifo = isFifoName(name) || attributes['FifoQueue'] === 'true';
  return fill(name, fifo, attributes, {});
}

/** A form for a queue as it is. */
export function formOfQueue(
  name: string,
  attributes: QueueAttributes,
  tags: Readonly<Record<string, string>>,
): QueueForm {
  return fill(name, attributes.fifo, attributes.raw, tags);
}

function fill(
  name: string,
  fifo: boolean,
  raw: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>>,
): QueueForm {
  const redrive = parseRedrivePolicy(raw['RedrivePolicy']);
  const allow = parseAllowPolicy(raw['RedriveAllowPolicy']);
  const values = queueAttributes
    .filter(fact => fact.editable && !composed.has(fact.name))
    .map(fact => [fact.name, raw[fact.name] ?? fact.fallback ?? ''] as const);
  return {
    name,
    fifo,
    values: Object.fromEntries(values),
    encryption: raw['KmsMasterKeyId'] ? 'kms' : raw['SqsManagedSseEnabled'] === 'false' ? 'none' : 'sqs',
    deadLetters: redrive ? 'existing' : 'none',
    deadLetterArn: redrive?.deadLetterTargetArn ?? '',
    deadLetterName: '',
    maxReceiveCount: redrive ? String(redrive.maxReceiveCount) : suggestedMaxReceiveCount,
    ...allow,
    tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !/^aws:/i.test(key))),
  };
}

/** APIReference/API_SetQueueAttributes.html#RedriveAllowPolicy */
function parseAllowPolicy(json: string | undefined): Pick<QueueForm, 'allow' | 'allowedSources'> {
  const open = { allow: 'all', allowedSources: '' } as const;
  if (!json) return open;
  try {
    const policy: unknown = JSON.parse(json);
    if (!isObject(policy)) return open;
    const { redrivePermission, sourceQueueArns } = policy;
    if (redrivePermission === 'denyAll') return { allow: 'none', allowedSources: '' };
    return redrivePermission === 'byQueue' && Array.isArray(sourceQueueArns)
      ? { allow: 'byQueue', allowedSources: sourceQueueArns.join('\n') }
      : open;
  } catch {
    return open;
  }
}

/**
 * The attributes that a form stands for, by SQS's own names. A dead-letter queue that is yet to be made is not among
 * them: its ARN is not known.
 */
export function attributesOfForm(form: QueueForm): Record<string, string> {
  const attributes = Object.fromEntries(fieldsOf(form).map(({ name }) => [name, (form.values[name] ?? '').trim()]));
  attributes['SqsManagedSseEnabled'] = String(form.encryption === 'sqs');
  if (form.encryption !== 'kms') attributes['KmsMasterKeyId'] = '';
  attributes['RedrivePolicy'] =
    form.deadLetters === 'existing' ? redrivePolicy(form.deadLetterArn.trim(), Number(form.maxReceiveCount)) : '';
  attributes['RedriveAllowPolicy'] = allowPolicyOf(form);
  return attributes;
}

function allowPolicyOf(form: QueueForm): string {
  if (form.allow === 'all') return '';
  if (form.allow === 'none') return JSON.stringify({ redrivePermission: 'denyAll' });
  return JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: sourceArns(form) });
}

function sourceArns(form: QueueForm): string[] {
  return form.allowedSources.split(/[\s,]+/).filter(arn => arn !== '');
}

/** What a form would change, by SQS's own names: what of `after` differs from `before`. */
export function formChanges(before: QueueForm, after: QueueForm): Record<string, string> {
  return changedAttributes(attributesOfForm(before), attributesOfForm(after));
}

/** Faults by the place they belong to: an attribute's name, `name`, `deadLetters`, `allow` or `tags`. */
export type FormFaults = Readonly<Record<string, string>>;

/** What is wrong with a form; empty when nothing is. */
export function formFaults(form: QueueForm): FormFaults {
  const faults: Record<string, string> = {};
  const note = (place: string, fault: string | undefined): void => {
    if (fault !== undefined && faults[place] === undefined) faults[place] = fault;
  };
  note('name', queueNameFault(form.name, form.fifo));
  for (const { name } of fieldsOf(form)) {
    note(name, attributeValueFault(name, (form.values[name] ?? '').trim(), form.fifo));
  }
  if (form.encryption === 'kms' && !form.values['KmsMasterKeyId']?.trim()) note('KmsMasterKeyId', 'Name the KMS key');
  note('deadLetters', deadLettersFault(form));
  note('allow', allowFault(form));
  note(
    'tags',
    tagFaults(rowsOfTags(form.tags)).find(fault => fault !== undefined),
  );
  const combined = attributeFaults(
    {
      FifoThroughputLimit: form.values['FifoThroughputLimit'] ?? '',
      DeduplicationScope: form.values['DeduplicationScope'] ?? '',
    },
    true,
  );
  if (form.fifo) note('FifoThroughputLimit', combined[0]);
  return faults;
}

function deadLettersFault(form: QueueForm): string | undefined {
  if (form.deadLetters === 'none') return undefined;
  const { maxReceiveCountMin: min, maxReceiveCountMax: max } = sqs;
  const times = Number(form.maxReceiveCount);
  if (!/^\d+$/.test(form.maxReceiveCount.trim()) || times < min || times > max) {
    return `Maximum receives is a whole number from ${min} to ${max}`;
  }
  if (form.deadLetters === 'new') {
    return form.deadLetterName === form.name
      ? 'The dead-letter queue needs a name of its own'
      : queueNameFault(form.deadLetterName, form.fifo);
  }
  const arn = form.deadLetterArn.trim();
  if (!/^arn:[^:]+:sqs:[^:]+:\d{12}:[A-Za-z0-9_-]+(\.fifo)?$/.test(arn)) return 'Choose a queue or give its ARN';
  if (isFifoName(arn) !== form.fifo) {
    return form.fifo
      ? 'The dead-letter queue of a FIFO queue is a FIFO queue'
      : 'The dead-letter queue of a standard queue is a standard queue';
  }
  return undefined;
}

/** At most 10 source queues: APIReference/API_SetQueueAttributes.html */
function allowFault(form: QueueForm): string | undefined {
  if (form.allow !== 'byQueue') return undefined;
  const arns = sourceArns(form);
  if (arns.length < 1 || arns.length > sqs.maxAllowedSources) return `Name 1 to ${sqs.maxAllowedSources} queues by ARN`;
  const odd = arns.find(arn => !/^arn:[^:]+:sqs:/.test(arn));
  return odd === undefined ? undefined : `This is no queue's ARN: ${odd}`;
}

/** The label of an attribute for lists of changes. */
export function labelOf(name: string): string {
  return factOf(name)?.label ?? name;
}
