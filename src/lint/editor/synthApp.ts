import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isObject } from '../../core/parse.ts';
import { textOf } from '../cli/assemblyFiles.ts';

/** A CDK app on disk; paths are absolute, with forward slashes. */
export interface CdkApp {
  /** Where its cdk.json lies, or its output folder when it has none. */
  readonly root: string;
  /** Where a synth puts the cloud assembly. */
  readonly output: string;
  /** The command of cdk.json that makes it. */
  readonly command: string | undefined;
  /** The context of cdk.json. */
  readonly context: Readonly<Record<string, unknown>>;
}

const maxLevels = 20;
/** The app that a source belongs to: the nearest folder above it with a cdk.json or a cdk.out. */
export async function findApp(file: string): Promise<CdkApp | undefined> {
  let folder = path.posix.dirname(file);
  for (let level = 0; level < maxLevels; level++) {
    const app = await appIn(folder);
    if (app) return app;
    const above = path.posix.dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
  return undefined;
}

/** The app whose cdk.json or cdk.out lies in a folder. */
export async function appIn(folder: string): Promise<CdkApp | undefined> {
  const text = await textOf(`${folder}/cdk.json`);
  const standard = `${folder}/cdk.out`;
  if (text === undefined) {
    const made = (await modifiedAt(`${standard}/manifest.json`)) !== undefined;
    return made ? { root: folder, output: standard, command: undefined, context: {} } : undefined;
  }
  const config = parsed(text);
  const output = isObject(config) && typeof config['output'] === 'string' ? config['output'] : 'cdk.out';
  return {
    root: folder,
    output: slashed(path.resolve(folder, output)),
    command: isObject(config) && typeof config['app'] === 'string' ? config['app'] : undefined,
    context: isObject(config) && isObject(config['context']) ? config['context'] : {},
  };
}

/** Milliseconds since 1970; undefined when it is not there. */
export async function modifiedAt(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return undefined;
  }
}

/** The file behind symbolic links, as creation stacks name it; with forward slashes. */
export async function realFile(file: string): Promise<string> {
  return slashed(await realpath(file).catch(() => file));
}

export function slashed(file: string): string {
  return file.replaceAll('\\', '/');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
