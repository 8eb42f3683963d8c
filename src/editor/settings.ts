import * as vscode from 'vscode';
import { type Settings, settingDefaults } from '../contributions.ts';
import type { Disposable } from '../core/disposable.ts';

const section = 'messagingWorkbench';

/** The value of a setting; what cannot be used (a text where a number belongs) gives way to the default. */
export function setting<K extends keyof Settings & string>(key: K): Settings[K] {
  const value = vscode.workspace.getConfiguration(section).get<unknown>(key);
  const fallback = settingDefaults[key];
  return typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback) && value !== null
    ? (value as Settings[K])
    : fallback;
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
