/** The same value each time, made on the first call; a failed attempt is tried again by the next caller. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

type AsyncMethods<T> = { [K in keyof T]: T[K] extends (...args: never[]) => Promise<unknown> ? T[K] : never };

/** Stands in for an object all of whose methods are asynchronous, and loads it when the first one is called. */
export function lazyClient<T extends object & AsyncMethods<T>>(load: () => Promise<T>): T {
  return new Proxy({} as T, {
    get(_target, name) {
      if (name === 'then') return undefined;
      return async (...args: unknown[]) => {
        const client = await load();
        const method = client[name as keyof T] as unknown as (...args: unknown[]) => Promise<unknown>;
        return method.apply(client, args);
      };
    },
  });
}
