import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { jsonInText } from '../graph/template/jsonText.ts';
import { cases, onlyString, type Span, type Value, valueAt } from '../graph/value.ts';

/** A state of a state machine's definition, nested ones included. */
export interface MachineState {
  readonly name: string;
  readonly state: Value;
  /** What to underline: the name of the state, or the property that holds the definition as text. */
  readonly place: Span;
  /** Keys from the machine's properties to the state, through the text where the definition is one. */
  readonly path: readonly string[];
  /** Inside a distributed map: it runs in child executions, of a type of their own. */
  readonly distributed: boolean;
  /** The workflow around it limits how long it may run. */
  readonly bounded: boolean;
}

/** How a task waits for what it started. */
export type Waiting = 'callback' | 'job' | 'activity';

/** Amazon States Language knows no limit; deeper nesting is left unread. */
const maxDepth = 20;

/** Every state that can be read of a definition: an object, or JSON in a string. None when the definition is elsewhere. */
export function statesOf(machine: Resource, graph: MessagingGraph): readonly MachineState[] {
  const object = graph.prop(machine, 'Definition');
  const states: MachineState[] = [];
  const seen = new Set<Value>();
  const collect = (scope: Value, path: readonly string[], distributed: boolean, outer: boolean, depth: number) => {
    const found = valueAt(scope, 'States');
    if (found.kind !== 'map' || seen.has(found) || depth > maxDepth) return;
    seen.add(found);
    const bounded = outer || valueAt(scope, 'TimeoutSeconds').kind !== 'absent';
    for (const { key, keySpan, value: state } of found.entries.values()) {
      if (state.kind !== 'map') continue;
      const own = [...path, 'States', key];
      const place = path[0] === 'Definition' ? keySpan : textPlace(machine);
      states.push({ name: key, state, place, path: own, distributed, bounded });
      const branches = valueAt(state, 'Branches');
      for (const [index, branch] of (branches.kind === 'list' ? branches.items : []).entries()) {
        collect(branch, [...own, 'Branches', String(index)], distributed, bounded, depth + 1);
      }
      for (const name of ['ItemProcessor', 'Iterator']) {
        collect(valueAt(state, name), [...own, name], distributed || isDistributed(state), bounded, depth + 1);
      }
    }
  };
  if (object.kind === 'map') collect(object, ['Definition'], false, false, 0);
  else collect(jsonInText(graph.prop(machine, 'DefinitionString')), ['DefinitionString'], false, false, 0);
  return states;
}

function textPlace(machine: Resource): Span {
  return machine.props.entries.get('DefinitionString')?.keySpan ?? machine.nameSpan;
}

/** True for a map whose items run in child executions. */
export function isDistributed(state: Value): boolean {
  return onlyString(valueAt(state, 'ItemProcessor', 'ProcessorConfig', 'Mode'), '') === 'DISTRIBUTED';
}

/** STANDARD or EXPRESS; undefined when it cannot be known. */
export function machineType(machine: Resource, graph: MessagingGraph): string | undefined {
  return onlyString(graph.prop(machine, 'StateMachineType'), 'STANDARD');
}

const hole = '\u0000';

/** The resource of a task with its unknown parts (also substitutions that follow at deployment) as holes. */
function resourceText(state: Value): string | undefined {
  if (onlyString(valueAt(state, 'Type')) !== 'Task') return undefined;
  const value = valueAt(state, 'Resource');
  const parts = value.kind === 'text' ? value.parts : [value];
  if (value.kind !== 'text' && value.kind !== 'literal') return undefined;
  const text = parts.map(part => (part.kind === 'literal' ? String(part.value ?? '') : hole)).join('');
  return text.replace(/\$\{[^}]*\}/g, hole);
}

/** True for a task that invokes a function, by the integration or by the function's ARN. */
export function invokesFunction({ state }: MachineState, graph: MessagingGraph): boolean {
  if (onlyString(valueAt(state, 'Type')) !== 'Task') return false;
  const value = valueAt(state, 'Resource');
  if (value.kind === 'reference') return graph.functionOf(value) !== undefined;
  const text = resourceText(state) ?? '';
  return (
    /^arn:[^:]*:states:[^:]*:[^:]*:lambda:invoke(?:\.|$)/.test(text) ||
    /^arn:[^:]*:lambda:[^:]*:[^:]*:function:/.test(text)
  );
}

/** How a task waits for an end that somebody else has to report; undefined when it doesn't, or it cannot be known. */
export function waitingOf({ state }: MachineState, graph: MessagingGraph): Waiting | undefined {
  const value = valueAt(state, 'Resource');
  if (value.kind === 'reference' && onlyString(valueAt(state, 'Type')) === 'Task') {
    return graph.target(value)?.type === 'AWS::StepFunctions::Activity' ? 'activity' : undefined;
  }
  const text = resourceText(state);
  if (text === undefined || !/^arn:[^:]*:states:/.test(text)) return undefined;
  if (/\.waitForTaskToken$/.test(text)) return 'callback';
  if (/\.sync(?::\d+)?$/.test(text)) return 'job';
  return /^arn:[^:]*:states:[^:]*:[^:]*:activity:/.test(text) ? 'activity' : undefined;
}

/** True when a Retry of the state names one of the errors, false when none does, undefined when it cannot be known. */
export function retriesAny(state: Value, errors: ReadonlySet<string>): boolean | undefined {
  let result: boolean | undefined = false;
  for (const retry of cases(valueAt(state, 'Retry'))) {
    if (retry.kind === 'absent') continue;
    if (retry.kind !== 'list') return undefined;
    if (retry.open) result = undefined;
    for (const item of retry.items) {
      const names = valueAt(item, 'ErrorEquals');
      if (names.kind !== 'list' || names.open) result = undefined;
      for (const name of names.kind === 'list' ? names.items : []) {
        const text = onlyString(name);
        if (text !== undefined && errors.has(text)) return true;
        if (text === undefined || text.includes('${')) result = undefined;
      }
    }
  }
  return result;
}
