import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandIds, contextKeys, panels, settingDefaults, views } from '../src/contributions.ts';
import { importsOf, sourceFiles } from './architecture/importGraph.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const manifestText = read('package.json');
const manifest = JSON.parse(manifestText) as {
  main: string;
  icon: string;
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, { command: string; when?: string }[]>;
    views: Record<string, { id: string }[]>;
    configuration: { properties: Record<string, { default: unknown; scope: string; markdownDescription: string }> };
    snippets?: { language: string; path: string }[];
  };
};
const words = JSON.parse(read('package.nls.json')) as Record<string, string>;
const sources = sourceFiles(root).map(file => ({ file, text: read(file) }));
const prefix = 'messagingWorkbench.';

describe('commands', () => {
  const declared = manifest.contributes.commands.map(({ command }) => command);

  test('manifest and contributions.ts list the same', () => {
    expect([...declared].sort()).toEqual([...commandIds].sort());
  });

  test('each is registered exactly once', () => {
    const registered = sources.flatMap(({ text }) =>
      [...text.matchAll(/\.register(?:Lazy)?\(\s*'(messagingWorkbench\.[\w.]+)'/g)].map(([, id]) => id),
    );
    expect(registered.sort()).toEqual([...commandIds].sort());
  });

  test('ids read messagingWorkbench.<feature>.<verb>', () => {
    expect(declared.filter(id => !/^messagingWorkbench\.[a-z]+\.[a-zA-Z]+$/.test(id))).toEqual([]);
  });

  test('each is in the category Messaging', () => {
    expect(words['category']).toBe('Messaging');
    expect(manifest.contributes.commands.filter(({ category }) => category !== '%category%')).toEqual([]);
  });

  test('menus name declared commands only', () => {
    const inMenus = Object.values(manifest.contributes.menus)
      .flat()
      .map(({ command }) => command);
    expect(inMenus.filter(command => !declared.includes(command))).toEqual([]);
  });

  test('what is executed in the code is declared', () => {
    const executed = sources.flatMap(({ text }) =>
      [...text.matchAll(/'(messagingWorkbench\.[a-z]+\.[a-zA-Z]+)'/g)].map(([, id]) => id ?? ''),
    );
    const ofVsCode = new Set([`${views.explorer}.focus`]);
    const keys = new Set<string>([
      ...Object.values(contextKeys),
      ...Object.keys(manifest.contributes.configuration.properties),
    ]);
    expect([...new Set(executed)].filter(id => !declared.includes(id) && !ofVsCode.has(id) && !keys.has(id))).toEqual(
      [],
    );
  });
});

describe('settings', () => {
  const properties = manifest.contributes.configuration.properties;

  test('manifest and contributions.ts list the same with the same defaults', () => {
    const declared = Object.fromEntries(Object.entries(properties).map(([key, { default: value }]) => [key, value]));
    const typed = Object.fromEntries(Object.entries(settingDefaults).map(([key, value]) => [prefix + key, value]));
    expect(declared).toEqual(typed);
  });

  test("what names endpoints, profiles, guards or tools is out of a workspace's reach", () => {
    const guarded = ['connections', 'requestTimeoutSeconds', 'awsCliPath', 'sandbox.keepData', 'messages.mask'].map(
      key => prefix + key,
    );
    expect(guarded.filter(key => properties[key]?.scope !== 'machine')).toEqual([]);
    // A folder may bring its schema files once it is trusted.
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted()).toEqual(
      [...guarded, `${prefix}messages.schemas`].toSorted(),
    );
  });
});

describe('words', () => {
  test('every placeholder has its words and no word is left over', () => {
    const used = [...manifestText.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? '');
    expect([...new Set(used)].sort()).toEqual(Object.keys(words).sort());
  });

  test('commands in the welcome texts are declared', () => {
    const linked = Object.values(words).flatMap(text =>
      [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id]) => id ?? ''),
    );
    expect(linked.length).toBeGreaterThan(0);
    expect(linked.filter(id => !commandIds.some(known => known === id))).toEqual([]);
  });
});

describe('files', () => {
  test('the manifest names files that are there', () => {
    const named = [
      manifest.icon,
      ...(manifest.contributes.snippets ?? []).map(({ path: file }) => file),
      'media/activity.svg',
      'README.md',
      'CHANGELOG.md',
      'LICENSE',
    ];
    expect(named.filter(file => !existsSync(path.join(root, file)))).toEqual([]);
  });

  test('views are the ones of contributions.ts', () => {
    const declared = Object.values(manifest.contributes.views)
      .flat()
      .map(({ id }) => id);
    expect(declared).toEqual(Object.values(views));
  });

  test('the extension starts for what it says and for nothing else', () => {
    const restored = [panels.queuePoll, panels.streamRead].map(viewType => `onWebviewPanel:${viewType}`);
    expect(manifest.activationEvents.filter(event => !event.startsWith('onLanguage:'))).toEqual(restored);
  });

  test('activation reaches no SDK, parser or page through static imports', () => {
    const heavy = new Set<string>();
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const { to, typeOnly, dynamic } of importsOf(root, file)) {
        if (typeOnly || dynamic) continue;
        if (to.startsWith('src/')) visit(to);
        else if (!to.startsWith('node:') && to !== 'vscode') heavy.add(`${file} imports ${to}`);
      }
    };
    visit('src/extension.ts');
    expect(seen.size).toBeGreaterThan(10);
    expect([...heavy]).toEqual([]);
  });
});
