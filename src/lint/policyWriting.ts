import type { NewValue } from './rule.ts';

export type Values = Readonly<Record<string, NewValue>>;

/** A statement that allows; the condition is left out where it has no tests. */
export function allowStatement(
  principal: Values,
  action: NewValue,
  resource: NewValue,
  condition: Values = {},
): NewValue {
  const entries: Record<string, NewValue> = {
    Effect: text('Allow'),
    Principal: map(principal),
    Action: action,
    Resource: resource,
  };
  return map(Object.keys(condition).length === 0 ? entries : { ...entries, Condition: map(condition) });
}

/** A policy document of today's version. */
export function policyDocument(statements: readonly NewValue[]): NewValue {
  return map({ Version: text('2012-10-17'), Statement: { kind: 'list', items: statements } });
}

export function map(entries: Values): NewValue {
  return { kind: 'map', entries };
}

export function text(value: string): NewValue {
  return { kind: 'scalar', value };
}

/** The one value, or a list of them. */
export function oneOrList(values: readonly NewValue[]): NewValue {
  const [first] = values;
  return values.length === 1 && first ? first : { kind: 'list', items: values };
}

/** The account of the stack. */
export const thisAccount: NewValue = { kind: 'pseudo', name: 'AWS::AccountId' };
