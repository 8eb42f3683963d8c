import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { onlyString, stringsOf, valueAt } from '../../graph/value.ts';
import { placeOf } from '../queueFacts.ts';
import { defineRule, type NewResource, type NewValue } from '../rule.ts';

/** Events of one's own on the bus that AWS services publish to. */
export const eventsCustomEventsOnDefaultBus = defineRule<{ rule: string; source: string }>({
  id: 'events-custom-events-on-default-bus',
  title: 'Own events on the default event bus',
  severity: 'information',
  equivalents: [],
  docs: {
    why:
      'The default event bus carries the events of AWS services. Events of an application share its quotas, its ' +
      'resource policy and its rules there; on a bus of their own they can be archived, shared and limited without ' +
      'the rest. Whoever publishes them has to name the bus too: the quick fix creates the bus and is never applied ' +
      'together with others.',
    fixIn: 'templates',
    silent: [
      'The rule names an event bus.',
      'One of the sources starts with `aws.`, is a filter instead of a name, or is unknown.',
      'The pattern names no source.',
    ],
    sources: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html'],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  OnOrder:\n    Type: AWS::Events::Rule\n    Properties:\n      EventPattern:\n        source: [shop.orders]\n      Targets: []\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Bus:\n    Type: AWS::Events::EventBus\n    Properties:\n      Name: shop\n  OnOrder:\n    Type: AWS::Events::Rule\n    Properties:\n      EventBusName: !Ref Bus\n      EventPattern:\n        source: [shop.orders]\n      Targets: []\n',
      },
    ],
  },

  *check(graph) {
    for (const rule of graph.ofType('AWS::Events::Rule')) {
      if (onlyString(graph.prop(rule, 'EventBusName'), 'default') !== 'default') continue;
      const sources = sourcesOf(rule, graph);
      const [first] = sources ?? [];
      if (!sources || first === undefined || sources.some(source => /^aws\./.test(source) || source.includes('${'))) {
        continue;
      }
      yield {
        resource: rule,
        span: placeOf(rule, graph, 'EventPattern', 'source'),
        data: { rule: rule.name, source: first },
      };
    }
  },

  message: ({ rule, source }) =>
    `Rule ${rule} takes events of ${source} from the default event bus: an event bus of their own keeps them apart from those of AWS.`,

  fix({ resource: rule, data: { source } }, graph) {
    if (rule.origin !== 'template' || rule.virtual || graph.prop(rule, 'EventBusName').kind !== 'absent')
      return undefined;
    const bus: NewResource = {
      name: `${rule.name}Bus`,
      type: 'AWS::Events::EventBus',
      props: { Name: busName(source) },
    };
    return {
      title: 'Create an event bus for it (whoever publishes has to name it)',
      needsCode: true,
      changes: [
        {
          kind: 'set',
          resource: rule,
          path: ['EventBusName'],
          value: { kind: 'created', resource: bus, attribute: 'Ref' },
        },
      ],
    };
  },
});

/** Of the first source, as far as the name of a bus may hold it. */
function busName(source: string): NewValue {
  return { kind: 'scalar', value: source.replace(/[^\w.-]/g, '-').slice(0, 256) };
}

/** The sources a rule's pattern names; undefined when one of them is no plain name. */
function sourcesOf(rule: Resource, graph: MessagingGraph): readonly string[] | undefined {
  const list = valueAt(graph.prop(rule, 'EventPattern'), 'source');
  if (list.kind !== 'list' || list.open) return undefined;
  const names = list.items.map(item => stringsOf(item));
  return names.every(each => each !== undefined) ? names.flat() : undefined;
}
