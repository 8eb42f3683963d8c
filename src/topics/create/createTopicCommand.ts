import { UserError } from '../../core/errors.ts';
import { sns } from '../../core/limits.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { ask, pick, pickMany } from '../../editor/prompts.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import { executeCommand } from '../../editor/registerCommand.ts';
import type { TopicDeps } from '../topicDeps.ts';
import { createTopic, topicNameProblem } from '../topicService.ts';

const title = 'Create Topic';

interface Wanted {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly tags: Record<string, string>;
}

/** Creates a topic and shows it; without a name it asks for name, kind and the few settings that are often wanted. */
export function createTopicCommand(deps: TopicDeps): CommandHandler<'messagingWorkbench.topic.create'> {
  return async args => {
    const scope = await deps.host.pickScope(title, args);
    const info = await withSlowProgress('Asking whose account this is', signal =>
      deps.host.scopes.describe(scope, signal),
    );
    if (info.readOnly)
      throw new UserError(`The connection is read-only, so no topic can be created: ${info.connectionName}`);
    const wanted: Wanted =
      args.name === undefined
        ? await askForTopic(args.attributes ?? {}, args.tags ?? {})
        : { name: args.name, attributes: args.attributes ?? {}, tags: args.tags ?? {} };
    const topic = await withSlowProgress(`Creating topic ${wanted.name}`, signal =>
      createTopic(deps.topics(scope), wanted, signal),
    );
    deps.host.changes.fire({ kind: 'topic', what: 'created', scope, arn: topic.arn });
    if (args.name === undefined) await executeCommand('messagingWorkbench.topic.open', topic);
    return topic;
  };
}

async function askForTopic(attributes: Record<string, string>, tags: Record<string, string>): Promise<Wanted> {
  const fifo = await pick(
    [
      { label: 'Standard', detail: 'Any number of subscribers of any kind; order may change.', value: false },
      { label: 'FIFO', detail: 'Strict order within a group, no duplicates; delivers to SQS queues.', value: true },
    ],
    { title, placeHolder: 'Kind, chosen for good' },
  );
  const entered = await ask({
    title,
    prompt: fifo ? 'Name; .fifo is put at its end' : 'Name',
    validate: text => nameProblem(text, fifo),
  });
  const name = fifo ? withSuffix(entered) : entered;
  const more = await pickMany(
    [
      ...(fifo
        ? [{ label: 'Content-based deduplication', detail: 'No deduplication id needed.', value: 'dedup' as const }]
        : []),
      { label: 'Display name…', detail: 'The sender that e-mail and SMS subscribers see.', value: 'display' as const },
      { label: 'KMS key…', detail: 'Encrypts messages at rest.', value: 'key' as const },
      { label: 'Tags…', value: 'tags' as const },
    ],
    { title, placeHolder: 'Tick what to set now; everything can be changed later' },
  );
  const chosen: Record<string, string> = { ...attributes };
  if (more.includes('dedup')) chosen['ContentBasedDeduplication'] = 'true';
  if (more.includes('display')) {
    chosen['DisplayName'] = await ask({
      title,
      prompt: 'Display name',
      validate: text =>
        text.length > sns.maxDisplayNameLength ? `At most ${sns.maxDisplayNameLength} characters` : undefined,
    });
  }
  if (more.includes('key')) {
    chosen['KmsMasterKeyId'] = await ask({ title, prompt: 'Id, ARN or alias of the KMS key', value: 'alias/aws/sns' });
  }
  return { name, attributes: chosen, tags: more.includes('tags') ? { ...tags, ...(await askForTags()) } : tags };
}

async function askForTags(): Promise<Record<string, string>> {
  const text = await ask({
    title,
    prompt: 'Tags, as key=value, separated by commas',
    placeHolder: 'team=shop, stage=dev',
    validate: entered => (readTags(entered) === undefined ? 'Write key=value, separated by commas' : undefined),
  });
  return readTags(text) ?? {};
}

function readTags(text: string): Record<string, string> | undefined {
  const tags: Record<string, string> = {};
  for (const part of text.split(',').filter(piece => piece.trim() !== '')) {
    const split = part.indexOf('=');
    if (split < 1 || part.slice(0, split).trim() === '') return undefined;
    tags[part.slice(0, split).trim()] = part.slice(split + 1).trim();
  }
  return tags;
}

function withSuffix(name: string): string {
  return name.endsWith('.fifo') ? name : `${name}.fifo`;
}

function nameProblem(text: string, fifo: boolean): string | undefined {
  if (!fifo && text.endsWith('.fifo')) return 'Only the name of a FIFO topic ends in .fifo';
  return topicNameProblem(fifo && text !== '' ? withSuffix(text) : text);
}
