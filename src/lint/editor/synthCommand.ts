import * as vscode from 'vscode';
import { CancelledError, isCancelled, UserError } from '../../core/errors.ts';
import { count } from '../../core/text.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { pick } from '../../editor/prompts.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import type { LintController } from './lintController.ts';
import { appIn, type CdkApp, findApp, slashed } from './synthApp.ts';
import { runSynth, type SynthCommandLine, synthCommandLine } from './synthProcess.ts';

/** Commands that a person has agreed to run, by the folder of the app. */
const agreedKey = 'lint.synthCommands';

/**
 * Synthesizes a CDK app by its own command and lints what comes of it. Resolves to the number of findings in the
 * synthesized templates.
 */
export function synthCommand(
  controller: LintController,
  memory: vscode.Memento,
  channel: () => vscode.OutputChannel,
): CommandHandler<'messagingWorkbench.lint.synth'> {
  return async ({ folder, confirmed }) => {
    if (!vscode.workspace.isTrusted)
      throw new UserError('A synth runs code of the workspace: trust the workspace first');
    const app = folder === undefined ? await chosenApp() : await appIn(slashed(folder));
    if (!app) throw new UserError(`No cdk.json here: ${folder ?? 'the workspace'}`);
    const line = await synthCommandLine(app);
    if (confirmed !== true) await agree(app, line, memory);
    const output = channel();
    output.appendLine(`> ${line.command}\n  in ${app.root}`);
    try {
      await withSlowProgress('Synthesizing', (signal, report) => {
        report(line.command);
        return runSynth(app.root, line, text => output.append(text), signal);
      });
    } catch (error) {
      if (!isCancelled(error)) output.show(true);
      throw error;
    }
    const found = await controller.refreshSynth(app);
    if (!found) throw new UserError(`The synth left no cloud assembly in: ${app.output}`);
    void vscode.window.showInformationMessage(
      `${count(found.findings, 'finding')} in ${count(found.templates, 'synthesized template')}. They are shown in the app's sources.`,
    );
    return found.findings;
  };
}

/** The app of the source in front, else the only one of the workspace, else the one that is picked. */
async function chosenApp(): Promise<CdkApp | undefined> {
  const front = vscode.window.activeTextEditor?.document.uri;
  const near = front?.scheme === 'file' ? await findApp(slashed(front.fsPath)) : undefined;
  if (near) return near;
  const files = await vscode.workspace.findFiles('**/cdk.json', '{**/node_modules/**,**/cdk.out/**}', 100);
  const folders = files.map(file => slashed(vscode.Uri.joinPath(file, '..').fsPath)).sort();
  const [first] = folders;
  if (first === undefined || folders.length === 1) return first === undefined ? undefined : appIn(first);
  const choices = folders.map(value => ({ label: vscode.workspace.asRelativePath(value), value }));
  return appIn(await pick(choices, { title: 'Synth and Lint', placeHolder: 'Pick a CDK app' }));
}

/** Shows the command before it runs for the first time, and whenever it has changed. */
async function agree(app: CdkApp, { command }: SynthCommandLine, memory: vscode.Memento): Promise<void> {
  const agreed = memory.get<Readonly<Record<string, string>>>(agreedKey, {});
  if (agreed[app.root] === command) return;
  const detail = `${command}\n\nin ${app.root}\n\nIt runs code of the workspace, and CDK may look things up in your AWS account.`;
  const answer = await vscode.window.showWarningMessage(
    'Run this command to synthesize?',
    { modal: true, detail },
    'Run',
  );
  if (answer !== 'Run') throw new CancelledError();
  await memory.update(agreedKey, { ...agreed, [app.root]: command });
}
