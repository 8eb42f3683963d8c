import {
  type Parser,
  parseArray,
  parseBoolean,
  parseObject,
  parseOneOf,
  parseOptional,
  parseString,
} from '../../core/parse.ts';

/** A column of a message list; `path` is a JMESPath expression on the inner payload. */
export type ColumnSpec =
  | { readonly kind: 'field'; readonly field: ColumnField }
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'system'; readonly name: string }
  | { readonly kind: 'path'; readonly path: string };

export const columnFields = [
  'id',
  'sentAt',
  'receivedAt',
  'receiveCount',
  'groupId',
  'bytes',
  'preview',
  'source',
  'state',
  'cause',
] as const;
export type ColumnField = (typeof columnFields)[number];

/** Absent = arrival, ascending. Messages without a value come last in either direction. */
export interface ViewOrder {
  /** `arrival`: the order in which the messages came. */
  readonly column: ColumnSpec | 'arrival';
  readonly descending: boolean;
}

/** Characters of an expression. */
export const maxExpression = 4_096;
/** Columns that a view shows at once. */
export const maxColumns = 50;

const parseName = parseString(512);
const anyColumn = parseObject({
  kind: parseOneOf('field', 'attribute', 'system', 'path'),
  field: parseOptional(parseOneOf(...columnFields)),
  name: parseOptional(parseName),
  path: parseOptional(parseString(maxExpression)),
});

export const columnParser: Parser<ColumnSpec> = (value, at) => {
  const { kind } = anyColumn(value, at);
  if (kind === 'field') return { kind, ...parseObject({ field: parseOneOf(...columnFields) })(value, at) };
  if (kind === 'path') return { kind, ...parseObject({ path: parseString(maxExpression) })(value, at) };
  return { kind, ...parseObject({ name: parseName })(value, at) };
};

export const columnsParser: Parser<ColumnSpec[]> = parseArray(columnParser, maxColumns);

export const orderParser: Parser<ViewOrder | undefined> = parseOptional(
  parseObject({
    column: (value, at) => (value === 'arrival' ? value : columnParser(value, at)),
    descending: parseBoolean,
  }),
);
