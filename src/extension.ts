import type * as vscode from 'vscode';
import { registerFeatures } from './features.ts';
import { buildAws, buildFoundation, buildHost } from './services.ts';

/** Registers everything and starts nothing: the SDK, the parsers and the pages load when they are first used. */
export function activate(context: vscode.ExtensionContext): void {
  const foundation = buildFoundation(context);
  const aws = buildAws(foundation);
  const host = buildHost(foundation, aws);
  context.subscriptions.push(foundation, aws, host, registerFeatures(foundation, aws, host));
}
