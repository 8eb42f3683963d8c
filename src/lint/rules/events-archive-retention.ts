import { numbersOf } from '../../graph/value.ts';
import { isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

const days = 30;

/** An archive without an end. */
export const eventsArchiveRetention = defineRule<{ archive: string }>({
  id: 'events-archive-retention',
  title: 'Archive that keeps events forever',
  severity: 'information',
  equivalents: [],
  docs: {
    why:
      'Without `RetentionDays`, or with 0, an archive keeps every event forever: its cost grows without end, and so ' +
      'does the personal data in it.',
    silent: ['There is a number of days, or it is unknown.'],
    sources: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-events-archive.html'],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::Events::Archive\n    Properties:\n      SourceArn: arn:aws:events:eu-west-1:111122223333:event-bus/shop\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::Events::Archive\n    Properties:\n      SourceArn: arn:aws:events:eu-west-1:111122223333:event-bus/shop\n      RetentionDays: 30\n',
      },
    ],
  },

  *check(graph) {
    for (const archive of graph.ofType('AWS::Events::Archive')) {
      if (!numbersOf(graph.prop(archive, 'RetentionDays'), 0)?.every(each => each === 0)) continue;
      yield { resource: archive, span: placeOf(archive, graph, 'RetentionDays'), data: { archive: archive.name } };
    }
  },

  message: ({ archive }) => `Archive ${archive} keeps events forever: set RetentionDays.`,

  explain: () =>
    `0, or nothing, keeps events for ever, and storage is paid by size and time. The fix sets ${days} days.`,

  fix({ resource }, graph) {
    if (!isReplaceable(graph.prop(resource, 'RetentionDays'))) return undefined;
    return {
      title: `Keep events for ${days} days`,
      changes: [{ kind: 'set', resource, path: ['RetentionDays'], value: { kind: 'scalar', value: days } }],
    };
  },
});
