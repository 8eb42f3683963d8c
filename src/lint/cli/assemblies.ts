import path from 'node:path';
import { slashed } from '../glob.ts';
import type { Assembly } from '../synth/assembly.ts';
import { inConstructTerms } from '../synth/lintAssembly.ts';
import { assemblyIn } from './assemblyFiles.ts';
import type { Row } from './rows.ts';

const template = /\.template\.json$/;

/** The cloud assemblies among the paths of a run. */
export class Assemblies {
  /** By absolute folder. */
  readonly #known = new Map<string, Promise<Assembly | undefined>>();

  /** Templates of the assembly in a folder, named as the folder is; undefined when it holds none. */
  async templatesIn(folder: string): Promise<readonly string[] | undefined> {
    const place = slashed(path.resolve(folder));
    const assembly = await this.#read(place);
    return assembly?.templates.map(each => path.join(folder, each.path.slice(place.length + 1))).sort();
  }

  /** True for templates that a synth wrote: the next one writes them again. */
  async has(file: string): Promise<boolean> {
    return (await this.#templateOf(file)) !== undefined;
  }

  /** The row with the construct behind its resource, and the place where the app made it. */
  async located(row: Row): Promise<Row> {
    const found = await this.#templateOf(row.file);
    if (!found) return row;
    const origin = found.origins.get(row.resource);
    const [frame] = origin?.frames ?? [];
    const source = frame && {
      file: shown(frame.file),
      line: frame.line + 1,
      ...(frame.column === undefined ? {} : { column: frame.column + 1 }),
    };
    return {
      ...row,
      message: inConstructTerms(row.message, found),
      fixable: false,
      ...(origin ? { construct: origin.path } : {}),
      ...(source ? { source } : {}),
    };
  }

  async #templateOf(file: string) {
    if (!template.test(file)) return undefined;
    const place = slashed(path.resolve(file));
    // A template of a stage is listed by the assembly above it as well.
    for (const assembly of await Promise.all(this.#known.values())) {
      const found = assembly?.templates.find(each => each.path === place);
      if (found) return found;
    }
    const assembly = await this.#read(path.posix.dirname(place));
    return assembly?.templates.find(each => each.path === place);
  }

  #read(folder: string): Promise<Assembly | undefined> {
    let known = this.#known.get(folder);
    if (!known) {
      known = assemblyIn(folder, path.posix.dirname(folder));
      this.#known.set(folder, known);
    }
    return known;
  }
}

/** Relative to the working folder where it lies below it. */
function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
