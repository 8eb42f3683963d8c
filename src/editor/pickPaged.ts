import * as vscode from 'vscode';
import { CancelledError } from '../core/errors.ts';
import type { Choice } from './prompts.ts';

/**
 * A quick pick that can be typed into while its pages are still arriving. `load` gets a signal that fires when the
 * person has chosen or left. Throws CancelledError when left, and what `load` throws.
 */
export function pickPaged<T>(
  load: (signal: AbortSignal) => AsyncIterable<readonly Choice<T>[]>,
  options: { readonly title: string; readonly placeHolder: string; readonly empty: string },
): Promise<T> {
  const controller = new AbortController();
  const box = vscode.window.createQuickPick<Choice<T>>();
  box.title = options.title;
  box.placeholder = options.placeHolder;
  box.matchOnDescription = true;
  box.ignoreFocusOut = true;
  box.keepScrollPosition = true;
  box.busy = true;
  return new Promise<T>((resolve, reject) => {
    const fill = async (): Promise<void> => {
      for await (const choices of load(controller.signal)) box.items = [...box.items, ...choices];
      box.busy = false;
      if (box.items.length === 0) box.placeholder = options.empty;
    };
    box.onDidAccept(() => {
      const [chosen] = box.selectedItems;
      if (!chosen) return;
      resolve(chosen.value);
      box.hide();
    });
    box.onDidHide(() => {
      controller.abort(new CancelledError());
      box.dispose();
      reject(new CancelledError());
    });
    box.show();
    fill().catch((error: unknown) => {
      reject(error);
      box.hide();
    });
  });
}
