import type { AttributeCondition, MessageFilter } from '../../store/messageFilter.ts';
import { timeText } from './cellText.ts';

/** One condition of a filter in words, and the filter without it. */
export interface Chip {
  readonly words: string;
  readonly without: MessageFilter | undefined;
}

const operatorWords: Readonly<Record<AttributeCondition['operator'], string>> = {
  equals: 'is',
  notEquals: 'is not',
  contains: 'contains',
  exists: 'is there',
  absent: 'is not there',
};

export const operators: readonly { readonly value: AttributeCondition['operator']; readonly label: string }[] = (
  ['equals', 'notEquals', 'contains', 'exists', 'absent'] as const
).map(value => ({ value, label: operatorWords[value] }));

export function conditionWords({ name, operator, value }: AttributeCondition): string {
  const words = `${name} ${operatorWords[operator]}`;
  return operator === 'exists' || operator === 'absent' ? words : `${words} ${value ?? ''}`;
}

/** The filter with some parts replaced; an undefined part goes away, and a filter without any part is none. */
export function changed(
  filter: MessageFilter | undefined,
  part: { [K in keyof MessageFilter]?: MessageFilter[K] | undefined },
): MessageFilter | undefined {
  const entries = Object.entries({ ...filter, ...part }).filter(
    ([, value]) =>
      value !== undefined && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  const next = Object.fromEntries(entries) as MessageFilter;
  // How a text is looked for means nothing without conditions, but it is kept while one is being written.
  return entries.length === 0 ? undefined : next;
}

/** Every condition but the free text, which has a field of its own. */
export function chipsOf(filter: MessageFilter | undefined): Chip[] {
  if (!filter) return [];
  const chips: Chip[] = [];
  const add = (words: string, part: Parameters<typeof changed>[1]): void => {
    chips.push({ words, without: changed(filter, part) });
  };
  for (const [index, condition] of (filter.attributes ?? []).entries()) {
    add(conditionWords(condition), { attributes: filter.attributes?.filter((_, at) => at !== index) });
  }
  const { expression, sentAfter, sentBefore, receiveCountAtLeast, groupId, cause } = filter;
  if (expression) add(expression, { expression: undefined });
  if (sentAfter !== undefined && sentBefore !== undefined) {
    add(`sent ${timeText(sentAfter)} to ${timeText(sentBefore)}`, { sentAfter: undefined, sentBefore: undefined });
  } else if (sentAfter !== undefined) add(`sent from ${timeText(sentAfter)}`, { sentAfter: undefined });
  else if (sentBefore !== undefined) add(`sent before ${timeText(sentBefore)}`, { sentBefore: undefined });
  if (receiveCountAtLeast !== undefined) {
    add(`received ${receiveCountAtLeast} times or more`, { receiveCountAtLeast: undefined });
  }
  if (groupId !== undefined) add(`group ${groupId}`, { groupId: undefined });
  if (cause !== undefined) add('one cause', { cause: undefined });
  if (filter.invert) add('all others', { invert: undefined });
  return chips;
}
