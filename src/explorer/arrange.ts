import { type Filter, matches } from './filter.ts';
import { type Group, type GroupBy, groupByPrefix, groupByTag, tagKeyOf } from './grouping.ts';
import type { Row } from './row.ts';

/** What an arrangement has to know besides the rows. */
export interface ArrangeBy {
  readonly filter: Filter | undefined;
  readonly groupBy: GroupBy;
  isFavourite(arn: string): boolean;
  /** A tag of a row; undefined when it has none or tags are not known yet. */
  tagOf(arn: string, key: string): string | undefined;
  isDeadLetters(row: Row): boolean;
  messagesOf(row: Row): number | undefined;
}

/** A folder's rows as they stand: favourites, then groups, then the others. */
export interface Arrangement {
  readonly favourites: readonly Row[];
  readonly groups: readonly Group<Row>[];
  readonly rest: readonly Row[];
  /** Rows that pass the filter. */
  readonly shown: number;
  readonly total: number;
}

/** Puts rows, which come ordered by name, where they belong. */
export function arrange(rows: readonly Row[], by: ArrangeBy): Arrangement {
  const { filter, groupBy } = by;
  const shown = filter ? rows.filter(row => passes(filter, row, by)) : rows;
  const favourites = shown.filter(row => by.isFavourite(row.arn));
  const others = favourites.length === 0 ? shown : shown.filter(row => !by.isFavourite(row.arn));
  const { groups, rest } = group(others, groupBy, by);
  return { favourites, groups, rest, shown: shown.length, total: rows.length };
}

function passes(filter: Filter, row: Row, by: ArrangeBy): boolean {
  return matches(filter, {
    name: row.name,
    deadLetters: filter.deadLetters !== 'any' && by.isDeadLetters(row),
    messages: by.messagesOf(row),
  });
}

function group(rows: readonly Row[], groupBy: GroupBy, by: ArrangeBy) {
  const tagKey = tagKeyOf(groupBy);
  if (tagKey !== undefined) return groupByTag(rows, row => by.tagOf(row.arn, tagKey));
  if (groupBy.by === 'prefix') return groupByPrefix(rows, row => row.name);
  return { groups: [], rest: rows };
}
