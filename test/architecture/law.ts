import type { Import } from './importGraph.ts';

/** The features a user can name; one never imports another. */
const features = [
  'queues',
  'topics',
  'streams',
  'buses',
  'workflows',
  'deliveries',
  'brokers',
  'metrics',
  'explorer',
  'connections',
  'sandbox',
  'lint',
  'map',
  'guide',
  'messages',
  'storage',
];

/** Pieces that every feature may build on. */
const ground = ['core', 'messages', 'patterns'];

/** What a composing feature may name of another one: its nouns and ports, never its doing. */
const nounsAndPorts = /^src\/\w+\/(queue|topic|stream|connection|\w+Client|connectionService)\.ts$/;

/** Features that are about all the others: the tree lists them, the sandbox seeds them. */
const composing = new Set(['explorer', 'sandbox']);

const vscodeRooms = /^src\/(extension|services|features)\.ts$|^src\/(editor|explorer|lint\/editor)\//;
const vscodeSuffix = /(Nodes|Command|Panel)\.ts$|\/register\.ts$|Deps\.ts$/;
const ioModules = ['node:fs', 'node:fs/promises', 'node:http', 'node:https', 'node:net', 'node:child_process'];
const ioRooms = /^src\/(storage|sandbox|aws|editor)\/|^src\/lint\/(cli|editor)\b|Worker\.ts$|^src\/lint\/cli\//;
const composition = /^src\/(extension|services|features|contributions)\.ts$/;

export function featureOf(file: string): string | undefined {
  const folder = /^src\/(\w+)\//.exec(file)?.[1];
  return folder !== undefined && features.includes(folder) ? folder : undefined;
}

const folderOf = (file: string): string => /^src\/(\w+)\//.exec(file)?.[1] ?? '';
const isApp = (file: string): boolean => /\/app\//.test(file);

/** Why this import breaks the law, or undefined when it keeps it. */
export function breach(edge: Import): string | undefined {
  const { from, to, typeOnly } = edge;
  if (!to.startsWith('src/')) return packageBreach(from, to, typeOnly);
  if (/^(src\/)?(test|scripts)\//.test(to)) return 'src never imports tests or scripts';
  const here = folderOf(from);
  const there = folderOf(to);
  if (here === 'core' && there !== 'core') return 'core imports nothing but core';
  if (composition.test(from)) return undefined;
  if (composition.test(to) && !to.endsWith('contributions.ts')) return 'nobody imports the composition root';
  if (to === 'src/contributions.ts') {
    return vscodeSuffix.test(from) || vscodeRooms.test(from)
      ? undefined
      : 'contributions are for what speaks to the editor';
  }
  if (here === there || there === 'core') return appBreach(from, to, typeOnly);
  if (there === 'aws') return 'only the composition root knows the adapters';
  if (here === 'aws')
    return nounsAndPorts.test(to) ? undefined : 'adapters know nouns and ports of the features, not what they do';
  if (isApp(from))
    return there === 'webview' || (ground.includes(there) && !/(Command|Panel|Nodes)\.ts$/.test(to))
      ? undefined
      : 'a page imports its own feature, the page kit, core and messages';
  if (there === 'webview') return 'the page kit is for pages';
  if (there === 'editor')
    return vscodeSuffix.test(from) || vscodeRooms.test(from)
      ? undefined
      : 'only commands, panels, nodes and registers use the editor';
  if (here === 'webview') return there === 'messages' ? undefined : 'the page kit imports core and messages only';
  if (here === 'editor')
    return there === '' || nounsAndPorts.test(to) ? undefined : 'the editor wrappers know no feature';
  if (here === 'graph') return there === 'patterns' ? undefined : 'the graph and its readers stand on core';
  if (here === 'lint') return ['graph', 'patterns'].includes(there) ? ruleBreach(from, to) : 'lint reads the graph';
  if (ground.includes(there)) return undefined;
  if (here === 'storage') return typeOnly ? undefined : 'storage implements ports by type only';
  if (composing.has(here) && nounsAndPorts.test(to)) return undefined;
  if (featureOf(from) && featureOf(to)) return `${here} and ${there} do not know each other`;
  return `${here} may not import ${there}`;
}

function packageBreach(from: string, to: string, typeOnly: boolean): string | undefined {
  if (to.startsWith('@aws-sdk/') || to.startsWith('@smithy/') || to.startsWith('@aws/')) {
    return from.startsWith('src/aws/') ? undefined : 'the SDK stays in src/aws';
  }
  if (to === 'vscode') {
    if (isApp(from) || from.startsWith('src/webview/')) return 'pages do not see the editor';
    return vscodeRooms.test(from) || vscodeSuffix.test(from)
      ? undefined
      : 'only commands, panels, nodes and registers see the editor';
  }
  if (isApp(from) || from.startsWith('src/webview/')) {
    return to.startsWith('node:') ? 'pages run in a browser' : undefined;
  }
  if (from.startsWith('src/core/') && !typeOnly) return 'core has no dependencies';
  if (ioModules.includes(to) && !ioRooms.test(from)) return 'files, network and processes are behind ports';
  return undefined;
}

/** Inside one feature: a page's code and the host's code meet in the protocol and in pure files only. */
function appBreach(from: string, to: string, typeOnly: boolean): string | undefined {
  if (isApp(to) && !isApp(from)) return 'nobody imports a page but its bundle';
  if (isApp(from) && vscodeSuffix.test(to)) return 'a page does not import what runs in the host';
  if (from.endsWith('Protocol.ts') && !typeOnly && /(Service|Command|Panel|Nodes)\.ts$/.test(to))
    return 'a protocol imports nothing that runs';
  return folderOf(from) === 'lint' ? ruleBreach(from, to) : undefined;
}

/** A rule reads the graph and says what it found; it knows no parser and no other rule. */
function ruleBreach(from: string, to: string): string | undefined {
  if (!from.startsWith('src/lint/rules/')) return undefined;
  if (/^src\/graph\/(template|cdk|account)\//.test(to)) return 'a rule does not know who filled the graph';
  if (/^src\/lint\/editor\//.test(to)) return 'a rule does not know the editor';
  return undefined;
}
