/** One tag while it is being written. */
export interface TagRow {
  readonly key: string;
  readonly value: string;
}

/** Rows for tags that are known already. */
export function rowsOfTags(tags: Readonly<Record<string, string>>): TagRow[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** The tags that rows stand for; rows in which nothing is written yet are left out. */
export function tagsOfRows(rows: readonly TagRow[]): Record<string, string> {
  return Object.fromEntries(rows.filter(row => row.key !== '' || row.value !== '').map(row => [row.key, row.value]));
}

/** What turns one set of tags into another. */
export function tagChange(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): { set: Record<string, string>; remove: string[] } {
  return {
    set: Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value)),
    remove: Object.keys(before).filter(key => !Object.hasOwn(after, key)),
  };
}

/**
 * What is wrong with each row, in its place. The rules are those that all services share:
 * tag-editor/latest/userguide/best-practices-and-strats.html (key to 128 characters, value to 256, `aws:` reserved).
 */
export function tagFaults(rows: readonly TagRow[]): (string | undefined)[] {
  const seen = new Set<string>();
  return rows.map(({ key, value }) => {
    if (key === '' && value === '') return undefined;
    if (key === '') return 'The tag needs a key';
    if (seen.has(key)) return 'Another tag has this key already';
    seen.add(key);
    if (/^aws:/i.test(key)) return 'Keys starting with aws: are reserved';
    if (key.length > 128) return 'A key has 128 characters at most';
    if (value.length > 256) return 'A value has 256 characters at most';
    return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(key + value)
      ? undefined
      : 'Tags have letters, digits, spaces and _ . : / = + - @';
  });
}
