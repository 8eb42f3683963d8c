import { attributeFault, type TypedValue } from '../core/messageRules.ts';

/** One message attribute while it is being written; `label` is what follows the type: `price` in `Number.price`. */
export interface AttributeRow {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly value: string;
}

/** The attributes that rows stand for. Rows in which nothing is written yet are left out. */
export function attributesOfRows(rows: readonly AttributeRow[]): Record<string, TypedValue> {
  return Object.fromEntries(
    rows.filter(isUsed).map(row => [row.name, { type: typeOf(row), value: row.value } satisfies TypedValue]),
  );
}

/** What is wrong with each row, in its place; undefined where nothing is. */
export function rowFaults(rows: readonly AttributeRow[]): (string | undefined)[] {
  const seen = new Set<string>();
  return rows.map(row => {
    if (!isUsed(row)) return undefined;
    if (seen.has(row.name)) return 'Another attribute has this name already';
    seen.add(row.name);
    return attributeFault(row.name, { type: typeOf(row), value: row.value });
  });
}

/** Rows for attributes that are known already. */
export function rowsOfAttributes(attributes: Readonly<Record<string, TypedValue>>): AttributeRow[] {
  return Object.entries(attributes).map(([name, { type, value }]) => {
    const dot = type.indexOf('.');
    return dot < 0
      ? { name, type, label: '', value }
      : { name, type: type.slice(0, dot), label: type.slice(dot + 1), value };
  });
}

/** `String` with the label `Array` is a type of its own for SNS. */
export function joinArrayType(row: AttributeRow): AttributeRow {
  return row.type === 'String' && row.label === 'Array' ? { ...row, type: 'String.Array', label: '' } : row;
}

function isUsed(row: AttributeRow): boolean {
  return row.name !== '' || row.value !== '' || row.label !== '';
}

function typeOf(row: AttributeRow): string {
  return row.label === '' ? row.type : `${row.type}.${row.label}`;
}
