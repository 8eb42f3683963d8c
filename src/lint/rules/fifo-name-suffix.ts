import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { onlyBoolean, onlyString } from '../../graph/value.ts';
import { isReplaceable, placeOf } from '../queueFacts.ts';
import { type Change, defineRule } from '../rule.ts';

const kinds = [
  { type: 'AWS::SQS::Queue', kind: 'queue', name: 'QueueName', flag: 'FifoQueue' },
  { type: 'AWS::SNS::Topic', kind: 'topic', name: 'TopicName', flag: 'FifoTopic' },
] as const;

const suffix = '.fifo';

/** A FIFO queue or topic is one by its flag and by its name; SQS and SNS refuse it when they disagree. */
export const fifoNameSuffix = defineRule<{ kind: string; name: string; fifo: boolean; flag: string }>({
  id: 'fifo-name-suffix',
  title: 'FIFO flag and name disagree',
  severity: 'error',
  equivalents: ['E3501'],
  docs: {
    why:
      'The name of a FIFO queue or topic ends in `.fifo`, and no other name may. When flag and name disagree, the ' +
      'service refuses to create the resource.',
    silent: [
      'There is no name: CloudFormation makes a fitting one.',
      'The end of the name or the flag is unknown.',
      "CDK's Queue construct takes the flag from the name, and its Topic construct adds the ending by itself.",
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sqs-queue.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-topic.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      FifoTopic: true\n      TopicName: orders\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      FifoTopic: true\n      TopicName: orders.fifo\n',
      },
    ],
  },

  *check(graph) {
    for (const { type, kind, name, flag } of kinds) {
      for (const resource of graph.ofType(type)) {
        if (resource.managed && kind === 'topic') continue;
        const end = nameEnd(resource, graph, name);
        const fifo = onlyBoolean(graph.prop(resource, flag), false);
        if (end === undefined || fifo === undefined || end.endsWith(suffix) === fifo) continue;
        yield {
          resource,
          span: placeOf(resource, graph, name),
          data: { kind, name: resource.name, fifo, flag },
        };
      }
    }
  },

  message: ({ kind, name, fifo, flag }) =>
    fifo
      ? `The name of FIFO ${kind} ${name} has to end in .fifo.`
      : `The name of ${kind} ${name} ends in .fifo, and ${flag} is not true.`,

  fix({ resource, data: { fifo, kind, flag } }, graph) {
    const property = kind === 'queue' ? 'QueueName' : 'TopicName';
    const name = onlyString(graph.prop(resource, property));
    const change = (path: string, value: string | boolean): Change => ({
      kind: 'set',
      resource,
      path: [path],
      value: { kind: 'scalar', value },
    });
    if (!fifo) {
      const replaceable = isReplaceable(graph.prop(resource, flag));
      return replaceable ? { title: `Make ${resource.name} a FIFO ${kind}`, changes: [change(flag, true)] } : undefined;
    }
    if (name === undefined || graph.prop(resource, property).kind !== 'literal') return undefined;
    return { title: `Name it ${name}${suffix}`, changes: [change(property, `${name}${suffix}`)] };
  },
});

/** The literal end of a name; undefined when there is none or it cannot be seen. */
function nameEnd(resource: Resource, graph: MessagingGraph, property: string): string | undefined {
  const name = graph.prop(resource, property);
  const last = name.kind === 'text' ? name.parts.at(-1) : name;
  if (!last || last.kind === 'absent') return undefined;
  const text = onlyString(last);
  // The last piece may be the rest of a word whose beginning is unknown; only a whole ending tells.
  return text !== undefined && (name.kind !== 'text' || text.length >= suffix.length) ? text : undefined;
}
