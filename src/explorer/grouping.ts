import { naturalOrder } from '../core/text.ts';

/** How a folder's rows are put together. */
export type GroupBy = { readonly by: 'none' | 'prefix' | 'stack' } | { readonly by: 'tag'; readonly tag: string };

export const noGrouping: GroupBy = { by: 'none' };

/** CloudFormation writes it on everything it makes that can be tagged. */
export const stackTag = 'aws:cloudformation:stack-name';

/** The tag key a grouping reads; undefined when it reads none. */
export function tagKeyOf(groupBy: GroupBy): string | undefined {
  return groupBy.by === 'stack' ? stackTag : groupBy.by === 'tag' ? groupBy.tag : undefined;
}

/** `by prefix`, `by stack`, `by tag team`; empty for no grouping. */
export function groupingLabel(groupBy: GroupBy): string {
  if (groupBy.by === 'none') return '';
  return groupBy.by === 'tag' ? `by tag ${groupBy.tag}` : `by ${groupBy.by}`;
}

export interface Group<T> {
  /** Unique among the groups of one folder. */
  readonly key: string;
  readonly label: string;
  readonly items: readonly T[];
}

export interface Grouped<T> {
  readonly groups: readonly Group<T>[];
  /** Items that belong to no group; they stand below the groups. */
  readonly rest: readonly T[];
}

/** The part of a name before the first `-`, `_`, `.` or `/`; undefined when there is none. */
export function prefixOf(name: string): string | undefined {
  const end = name.replace(/\.fifo$/, '').search(/[-_./]/);
  return end > 0 ? name.slice(0, end) : undefined;
}

/** Groups of two and more by the first part of the name; whoever is alone stays outside. */
export function groupByPrefix<T>(items: readonly T[], nameOf: (item: T) => string): Grouped<T> {
  const groups = gather(items, item => prefixOf(nameOf(item)));
  const rest = items.filter(item => (groups.get(prefixOf(nameOf(item)) ?? '')?.length ?? 0) < 2);
  return { groups: sorted(groups).filter(group => group.items.length >= 2), rest };
}

/** Groups by a tag's value; items without the tag are the rest. */
export function groupByTag<T>(items: readonly T[], tagOf: (item: T) => string | undefined): Grouped<T> {
  return { groups: sorted(gather(items, tagOf)), rest: items.filter(item => tagOf(item) === undefined) };
}

function gather<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function sorted<T>(groups: Map<string, T[]>): Group<T>[] {
  return [...groups]
    .map(([key, items]) => ({ key, label: key === '' ? '(empty)' : key, items }))
    .sort((a, b) => naturalOrder(a.label, b.label));
}
