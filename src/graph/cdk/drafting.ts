import type { Span } from '../value.ts';
import { alarm, constructs, type PropertyTable, pieces, services } from './constructTable.ts';
import type { Draft } from './draft.ts';
import { Folder } from './fold.ts';
import type { CallExpression, Expression, SourceSyntax } from './syntax.ts';

/** What a call makes, by the module and class its callee names. */
interface Recognised {
  readonly type: string;
  readonly writtenType: string;
  readonly lowLevel: boolean;
  readonly external: boolean;
  readonly table: PropertyTable | undefined;
  readonly propsAt: number;
}

/** Every construct the source makes or imports, still without properties. */
export function draftConstructs(syntax: SourceSyntax, uri: string): ReadonlyMap<CallExpression, Draft> {
  const drafts = new Map<CallExpression, Draft>();
  const folder = new Folder(syntax, new Map());
  const taken = new Set<string>();
  for (const call of syntax.calls) {
    const found = recognise(call, folder);
    if (!found) continue;
    const name = nameOf(call.args[1], folder) ?? call.label ?? found.writtenType.split('.').at(-1) ?? '';
    let id = `${uri}#${name}`;
    for (let count = 2; taken.has(id); count++) id = `${uri}#${name}~${count}`;
    taken.add(id);
    const span = (place: { start: number; end: number }): Span => ({ uri, start: place.start, end: place.end });
    drafts.set(call, {
      ...found,
      id,
      name,
      otherNames: call.label === undefined ? [] : [call.label],
      call,
      span: span(call),
      nameSpan: span(call.callee),
      entries: new Map(),
      virtual: false,
      open: call.broken,
      escapes: false,
      suppressions: [],
    });
  }
  return drafts;
}

function recognise(call: CallExpression, folder: Folder): Recognised | undefined {
  const callee = folder.static(call.callee);
  if (!callee) return madeByMetric(call, folder);
  const [name = '', method, ...rest] = callee.name.split('.');
  const writtenType = `${callee.module}.${name}`;
  const rule = constructs[callee.module]?.[name];
  if (call.kind === 'create' && method === undefined) {
    if (rule)
      return {
        type: rule.type,
        writtenType,
        lowLevel: false,
        external: false,
        table: rule.props,
        propsAt: rule.propsAt,
      };
    const service = services[callee.module];
    const low = /^Cfn([A-Z]\w*)$/.exec(name)?.[1];
    return service && low
      ? { type: `AWS::${service}::${low}`, writtenType, lowLevel: true, external: false, table: undefined, propsAt: 2 }
      : undefined;
  }
  // Queue.fromQueueArn(…) and its like.
  const imports = call.kind === 'call' && method?.startsWith('from') && rest.length === 0;
  return imports && rule
    ? { type: rule.type, writtenType, lowLevel: false, external: true, table: rule.props, propsAt: rule.propsAt }
    : undefined;
}

/** `queue.metricNumberOfMessagesSent().createAlarm(this, 'Alarm', {…})`. */
function madeByMetric({ callee }: CallExpression, folder: Folder): Recognised | undefined {
  if (callee.kind !== 'member' || callee.name !== 'createAlarm') return undefined;
  const metric = folder.fold(callee.object);
  const known =
    metric.kind === 'metric' || (metric.kind === 'piece' && pieces[metric.module]?.[metric.name]?.role === 'metric');
  if (!known) return undefined;
  const { type, props, propsAt } = alarm;
  return {
    type,
    writtenType: 'aws-cdk-lib/aws-cloudwatch.Alarm',
    lowLevel: false,
    external: false,
    table: props,
    propsAt,
  };
}

function nameOf(argument: Expression | undefined, folder: Folder): string | undefined {
  const folded = argument && folder.fold(argument);
  if (folded?.kind === 'scalar') return String(folded.value);
  if (folded?.kind !== 'text') return undefined;
  // `${name}Dlq`: the letters that can be seen still tell something.
  const visible = folded.parts.map(part => {
    const inner = folder.fold(part);
    return inner.kind === 'scalar' ? String(inner.value) : '';
  });
  return visible.join('') || undefined;
}
