import * as vscode from 'vscode';
import { type Settings, settingDefaults } from '../contributions.ts';
import type { Disposable } from '../core/disposable.ts';

const section = 'messagingWorkbench';

/**
 * The value of a setting; what cannot be used (a text where a number belongs) gives way to the default. Objects are
 * plain copies: VS Code hands out proxies, which can be posted neither to a page nor to a worker.
 */
export function setting<K extends keyof Settings & string>(key: K): Settings[K] {
  const value = vscode.workspace.getConfiguration(section).get<unknown>(key);
  const fallback = settingDefaults[key];
  const usable = typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback) && value !== null;
  if (!usable) return fallback;
  return (typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value) as Settings[K];
}

/** The value somebody wrote into the settings; undefined when nobody did, or when it cannot be used. */
export function explicitSetting<K extends keyof Settings & string>(key: K): Settings[K] | undefined {
  const written = vscode.workspace.getConfiguration(section).inspect<unknown>(key);
  const levels = [written?.workspaceFolderValue, written?.workspaceValue, written?.globalValue];
  return levels.some(value => value !== undefined) ? setting(key) : undefined;
}

/** Writes a setting for the user, never for the workspace. */
export function updateSetting<K extends keyof Settings & string>(key: K, value: Settings[K]): Thenable<void> {
  return vscode.workspace.getConfiguration(section).update(key, value, vscode.ConfigurationTarget.Global);
}

export function onSettingChange(key: keyof Settings & string, listener: () => void): Disposable {
  return vscode.workspace.onDidChangeConfiguration(event => {
    if (event.affectsConfiguration(`${section}.${key}`)) listener();
  });
}
