/** Something that holds a resource until it is told to let go. VS Code's own Disposable fits it. */
export interface Disposable {
  dispose(): unknown;
}

/** Several disposables as one; disposed in the reverse order of their making. */
export function disposeAll(...parts: readonly Disposable[]): Disposable {
  let live = [...parts];
  return {
    dispose() {
      const parting = live.reverse();
      live = [];
      for (const part of parting) part.dispose();
    },
  };
}
