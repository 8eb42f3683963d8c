import { readFile, stat } from 'node:fs/promises';
import { type Assembly, readAssembly } from '../synth/assembly.ts';

/** In bytes: older versions of CDK write the traces of every construct into one file. */
const maxFileSize = 64 * 1_048_576;

/**
 * Reads the cloud assembly in a folder of this machine; undefined when there is none.
 * @param root folder that relative source names count from; both absolute, with forward slashes
 */
export function assemblyIn(folder: string, root: string): Promise<Assembly | undefined> {
  return readAssembly(folder, root, textOf);
}

/** Undefined when it is not there or too long to be read. */
export async function textOf(file: string): Promise<string | undefined> {
  try {
    return (await stat(file)).size > maxFileSize ? undefined : await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
