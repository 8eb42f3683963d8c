/** One page of a listing; `nextToken` is absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** Every page of a listing, one after the other, until the last or until `signal` is aborted. */
export async function* pages<T>(
  fetchPage: (token: string | undefined) => Promise<Page<T>>,
  signal?: AbortSignal,
): AsyncGenerator<readonly T[]> {
  let token: string | undefined;
  do {
    signal?.throwIfAborted();
    const page = await fetchPage(token);
    yield page.items;
    token = page.nextToken;
  } while (token !== undefined);
}

/** All items of a listing in one array. */
export async function allItems<T>(
  fetchPage: (token: string | undefined) => Promise<Page<T>>,
  signal?: AbortSignal,
): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages(fetchPage, signal)) items.push(...page);
  return items;
}
