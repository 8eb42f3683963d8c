import * as vscode from 'vscode';
import { CancelledError } from '../core/errors.ts';
import { type ScopeInfo, scopeLabel } from '../core/scope.ts';

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** A quick pick that throws CancelledError when left. */
export async function pick<T>(
  choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>,
  options: vscode.QuickPickOptions & { title: string },
): Promise<T> {
  const picked = await vscode.window.showQuickPick(choices as Choice<T>[] | Promise<Choice<T>[]>, {
    matchOnDescription: true,
    ignoreFocusOut: true,
    ...options,
  });
  if (!picked) throw new CancelledError();
  return picked.value;
}

/** Like {@link pick}, any number of choices. */
export async function pickMany<T>(
  choices: readonly Choice<T>[],
  options: vscode.QuickPickOptions & { title: string },
): Promise<T[]> {
  const picked = await vscode.window.showQuickPick(choices as Choice<T>[], {
    ignoreFocusOut: true,
    ...options,
    canPickMany: true,
  });
  if (!picked) throw new CancelledError();
  return picked.map(choice => choice.value);
}

/** An input box that throws CancelledError when left. `validate` returns what is wrong, or undefined. */
export async function ask(
  options: Omit<vscode.InputBoxOptions, 'validateInput'> & {
    title: string;
    validate?: (text: string) => string | undefined;
  },
): Promise<string> {
  const { validate, ...rest } = options;
  const text = await vscode.window.showInputBox({
    ignoreFocusOut: true,
    ...rest,
    ...(validate && { validateInput: validate }),
  });
  if (text === undefined) throw new CancelledError();
  return text;
}

/** A destructive act, put to the person before it happens. */
export interface DestructiveAct {
  /** `Delete the queue` */
  readonly verb: string;
  /** The thing's own name; on production it has to be typed. */
  readonly name: string;
  /** What follows: `About 214 messages are deleted with it and cannot be brought back.` */
  readonly consequence: string;
  /** The button: `Delete`. */
  readonly button: string;
  readonly scope: ScopeInfo;
  /** The caller has asked already; never honoured on a production connection. */
  readonly confirmed?: boolean | undefined;
}

/** Asks before a destructive act: a modal that names thing, place and consequence; on production the name is typed. */
export async function confirmDestructive(act: DestructiveAct): Promise<void> {
  if (act.confirmed === true && !act.scope.production) return;
  const question = `${act.verb} ${act.name}?`;
  const detail = `${act.consequence}\n\n${scopeLabel(act.scope)}`;
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, act.button);
  if (answer !== act.button) throw new CancelledError();
  if (!act.scope.production) return;
  await ask({
    title: `Production: ${question}`,
    prompt: `${scopeLabel(act.scope)}. Type ${act.name} to go on.`,
    validate: text => (text === act.name ? undefined : `Type ${act.name}`),
  });
}
