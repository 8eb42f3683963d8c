import { isAbsent } from '../../graph/value.ts';
import { defineRule } from '../rule.ts';

const days = 30;

/** Without an archive, events that a broken consumer took cannot be replayed. */
export const eventsBusArchiveMissing = defineRule<{ bus: string }>({
  id: 'events-bus-archive-missing',
  title: 'Event bus whose events cannot be replayed',
  severity: 'hint',
  equivalents: [],
  docs: {
    fixIn: 'templates',
    why:
      'A consumer with a bug takes events and does the wrong thing with them: no retry and no dead-letter queue brings ' +
      'them back. An archive of the bus does, and it costs storage; so this is a hint, off unless it is given a ' +
      'severity. It is a rule of its own next to `events-archive-retention`, because a severity belongs to a whole rule.',
    silent: [
      'An archive of the bus stands in the same file, or one of a bus that cannot be known.',
      'The bus belongs to a partner (it has an `EventSourceName`), is imported or is handed to code out of sight.',
    ],
    sources: [
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-events-archive.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Shop:\n    Type: AWS::Events::EventBus\n    Properties:\n      Name: shop\n',
      },
      {
        language: 'typescript',
        code: "import * as events from 'aws-cdk-lib/aws-events';\n\nnew events.EventBus(stack, 'Shop');\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Shop:\n    Type: AWS::Events::EventBus\n    Properties:\n      Name: shop\n  ShopArchive:\n    Type: AWS::Events::Archive\n    Properties:\n      SourceArn: !GetAtt Shop.Arn\n      RetentionDays: 30\n',
      },
      {
        language: 'typescript',
        code: "import { Duration } from 'aws-cdk-lib';\nimport * as events from 'aws-cdk-lib/aws-events';\n\nconst shop = new events.EventBus(stack, 'Shop');\nshop.archive('ShopArchive', { eventPattern: { source: ['shop'] }, retention: Duration.days(30) });\n",
      },
    ],
  },

  *check(graph) {
    if (!graph.complete) return;
    const archived = graph.ofType('AWS::Events::Archive').map(archive => {
      const source = graph.prop(archive, 'SourceArn');
      return { bus: graph.target(source), name: graph.arn(source)?.name?.replace(/^event-bus\//, '') };
    });
    for (const bus of graph.ofType('AWS::Events::EventBus')) {
      if (bus.escapes || !isAbsent(graph.prop(bus, 'EventSourceName'))) continue;
      const name = graph.prop(bus, 'Name');
      const mayBe = (each: (typeof archived)[number]) =>
        each.bus === bus ||
        (!each.bus && (each.name === undefined || name.kind !== 'literal' || name.value === each.name));
      if (archived.some(mayBe)) continue;
      yield { resource: bus, span: bus.nameSpan, data: { bus: bus.name } };
    }
  },

  message: ({ bus }) => `Events of bus ${bus} cannot be replayed: it has no archive in sight.`,

  fix({ resource: bus }) {
    if (bus.virtual) return undefined;
    return {
      title: `Archive the events of ${bus.name} for ${days} days`,
      changes: [
        {
          kind: 'create',
          near: bus,
          resource: {
            name: `${bus.name}Archive`,
            type: 'AWS::Events::Archive',
            props: {
              SourceArn: { kind: 'reference', resource: bus, attribute: 'Arn' },
              RetentionDays: { kind: 'scalar', value: days },
            },
          },
        },
      ],
    };
  },
});
