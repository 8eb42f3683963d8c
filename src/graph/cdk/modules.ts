import type { DocumentLanguage } from '../document.ts';
import { isCdk } from './naming.ts';
import type { CallExpression, Declaration, ImportedName, SourceSyntax } from './syntax.ts';

/** One file of a program, as its reader left it: independent of every other file. */
export interface SourceFile {
  readonly uri: string;
  readonly language: DocumentLanguage;
  readonly syntax: SourceSyntax;
}

/** Something another file declares. Without a declaration it is a constant of that file. */
export interface Declared {
  readonly file: SourceFile;
  readonly name: string;
  readonly declaration: Declaration | undefined;
}

const scriptEndings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

/** Finds what the files of a workspace name of each other. What two files could answer for is answered by none. */
export class Modules {
  readonly #files: ReadonlyMap<string, SourceFile>;
  readonly #byName = new Map<string, SourceFile[]>();
  readonly #goFolders = new Map<string, Set<string>>();

  constructor(files: ReadonlyMap<string, SourceFile>) {
    this.#files = files;
    for (const file of files.values()) {
      const { language, syntax } = file;
      if (language !== 'java' && language !== 'csharp' && language !== 'go') continue;
      const space = language === 'go' ? folderOf(file.uri) : syntax.namespace;
      for (const name of syntax.declarations.keys()) append(this.#byName, `${language} ${space} ${name}`, file);
      if (language === 'go') {
        const last = space.slice(space.lastIndexOf('/') + 1);
        const known = this.#goFolders.get(last);
        if (known) known.add(space);
        else this.#goFolders.set(last, new Set([space]));
      }
    }
  }

  /** The files an import may mean. */
  filesOf(from: SourceFile, module: string): readonly SourceFile[] {
    switch (from.language) {
      case 'typescript':
      case 'tsx':
      case 'javascript':
        return this.#script(from.uri, module);
      case 'python':
        return this.#python(from.uri, module.replaceAll('-', '_'));
      case 'go': {
        const folders = [...(this.#goFolders.get(module.slice(module.lastIndexOf('/') + 1)) ?? [])];
        const [only] = folders;
        return only === undefined || folders.length > 1 ? [] : this.#inFolder(only);
      }
      default:
        return [];
    }
  }

  /** What an imported name stands for, followed through files that pass it on. */
  imported(from: SourceFile, { module, name }: ImportedName, depth = 0): Declared | undefined {
    if (from.language === 'java') return this.#named('java', [module], name);
    const found = this.filesOf(from, module).flatMap(file => this.exported(file, name, depth) ?? []);
    return found.length === 1 ? found[0] : undefined;
  }

  /** What a file has under a name. */
  exported(file: SourceFile, name: string, depth = 0): Declared | undefined {
    if (depth > 8) return undefined;
    const { declarations, top, passedOn, imports } = file.syntax;
    const declaration = declarations.get(name);
    if (declaration) return { file, name, declaration };
    if (top.bindings.has(name)) return { file, name, declaration: undefined };
    const direct = passedOn.find(each => each.as === name);
    if (direct) {
      if (direct.module !== '') return this.imported(file, direct, depth + 1);
      return direct.name === name ? undefined : this.exported(file, direct.name, depth + 1);
    }
    const through = imports.get(name);
    if (through && file.language === 'python' && !isCdk(through)) return this.imported(file, through, depth + 1);
    const all = passedOn.filter(each => each.name === '*' && each.as === '*');
    const found = all.flatMap(each => this.imported(file, { module: each.module, name }, depth + 1) ?? []);
    return found.length === 1 ? found[0] : undefined;
  }

  /** What a name means that the file neither binds nor imports: its own declarations, those of its package. */
  named(from: SourceFile, name: string): Declared | undefined {
    const own = from.syntax.declarations.get(name);
    if (own) return { file: from, name, declaration: own };
    if (from.language === 'java') return this.#named('java', [from.syntax.namespace], name);
    if (from.language === 'go') return this.#named('go', [folderOf(from.uri)], name);
    if (from.language !== 'csharp') return undefined;
    return this.#named('csharp', [...enclosing(from.syntax.namespace), ...from.syntax.opened], name);
  }

  /** The other files that a file names something of. */
  neighbours(from: SourceFile): ReadonlySet<string> {
    const found = new Set<string>();
    const add = (symbol: Declared | undefined) => {
      if (symbol && symbol.file !== from) found.add(symbol.file.uri);
    };
    const { imports, passedOn, calls } = from.syntax;
    for (const imported of imports.values()) {
      if (isCdk(imported)) continue;
      if (imported.name === '*') for (const file of this.filesOf(from, imported.module)) found.add(file.uri);
      else add(this.imported(from, imported));
    }
    for (const passed of passedOn) {
      if (passed.module !== '') for (const file of this.filesOf(from, passed.module)) found.add(file.uri);
    }
    for (const call of calls) {
      const root = rootOf(call);
      if (root !== undefined && !imports.has(root)) add(this.named(from, root));
    }
    found.delete(from.uri);
    return found;
  }

  #named(language: DocumentLanguage, spaces: readonly string[], name: string): Declared | undefined {
    const files = new Set(spaces.flatMap(space => this.#byName.get(`${language} ${space} ${name}`) ?? []));
    const [file] = files;
    return file && files.size === 1 ? { file, name, declaration: file.syntax.declarations.get(name) } : undefined;
  }

  #script(from: string, module: string): readonly SourceFile[] {
    if (!/^\.{1,2}(?:\/|$)/.test(module)) return [];
    const path = resolvePath(folderOf(from), module);
    const bare = path.replace(/\.[cm]?jsx?$/, '');
    for (const base of [path, bare, `${path}/index`]) {
      for (const ending of ['', ...scriptEndings]) {
        const file = this.#files.get(`${base}${ending}`);
        if (file) return [file];
      }
    }
    return [];
  }

  /** Relative to the file, or to the nearest folder above it from which the path leads to a file. */
  #python(from: string, module: string): readonly SourceFile[] {
    const relative = /^(\.+)(.*)$/.exec(module);
    const path = (relative?.[2] ?? module).replaceAll('.', '/');
    let folder = folderOf(from);
    for (let up = 1; up < (relative?.[1]?.length ?? 1); up++) folder = folderOf(folder);
    for (let steps = 0; steps < 12 && folder.length > 8; steps++) {
      const base = path === '' ? folder : `${folder}/${path}`;
      const file = this.#files.get(`${base}.py`) ?? this.#files.get(`${base}/__init__.py`);
      if (file) return [file];
      if (relative) return [];
      folder = folderOf(folder);
    }
    return [];
  }

  #inFolder(folder: string): readonly SourceFile[] {
    return [...this.#files.values()].filter(file => file.language === 'go' && folderOf(file.uri) === folder);
  }
}

/** What of a file others can depend on by name: while it stays, their links stay. */
export function surfaceOf({ syntax }: SourceFile): string {
  return JSON.stringify([syntax.namespace, [...syntax.declarations.keys()].sort(), syntax.passedOn]);
}

function rootOf(call: CallExpression): string | undefined {
  let root = call.callee;
  while (root.kind === 'member') root = root.object;
  return root.kind === 'name' ? root.name : undefined;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** `Shop.Queues` can be named from `Shop.Queues.Orders`. */
function enclosing(namespace: string): string[] {
  const words = namespace.split('.');
  return words.map((_, index) => words.slice(0, index + 1).join('.'));
}

export function folderOf(uri: string): string {
  return uri.slice(0, Math.max(0, uri.lastIndexOf('/')));
}

/** A relative path from a folder, both with slashes; steps above the root are ignored. */
export function resolvePath(folder: string, relative: string): string {
  const words = folder.split('/');
  for (const word of relative.split('/')) {
    if (word === '..') words.pop();
    else if (word !== '.' && word !== '') words.push(word);
  }
  return words.join('/');
}
