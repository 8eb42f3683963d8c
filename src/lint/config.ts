import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { UserError } from '../core/errors.ts';
import { LineIndex } from '../graph/lineIndex.ts';
import { globMatcher, type PathMatcher, slashed } from './glob.ts';
import type { SeveritySetting } from './linter.ts';

/** The file a team keeps beside its sources; the one nearest to a linted file counts, and no other. */
export const configName = 'msglint.json';

/** What a `msglint.json` says. */
export interface LintConfig {
  /** By rule id; the rule's own severity where it says nothing. */
  readonly severity: Readonly<Record<string, SeveritySetting>>;
  /** Globs of paths to leave alone, relative to the folder of the file. */
  readonly exclude: readonly string[];
  readonly useParameterDefaults: boolean;
}

/** A configuration and the path it was read from. */
export interface FoundConfig {
  readonly path: string;
  readonly config: LintConfig;
}

/** A `msglint.json` that cannot be used, and the place that is wrong in it. */
export class ConfigError extends UserError {
  override readonly name = 'ConfigError';
  readonly path: string;
  /** What is wrong, without the place. */
  readonly reason: string;
  /** From 0, in UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  /** Characters it is about. */
  readonly length: number;

  constructor(path: string, reason: string, place: { line: number; column: number; length: number }) {
    super(`${path}:${place.line + 1}:${place.column + 1}: ${reason}`);
    this.path = path;
    this.reason = reason;
    this.line = place.line;
    this.column = place.column;
    this.length = place.length;
  }
}

const severities: readonly string[] = ['error', 'warning', 'information', 'hint', 'off'];
const maxLength = 100_000;
const maxGlobs = 200;
const maxGlobLength = 500;

const problems: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is not JSON',
  PropertyNameExpected: 'A property name in double quotes is expected',
  ValueExpected: 'A value is expected',
  ColonExpected: 'A colon is expected',
  CommaExpected: 'A comma is expected',
  CloseBraceExpected: 'A closing brace is expected',
  CloseBracketExpected: 'A closing bracket is expected',
  EndOfFileExpected: 'The file should end here',
  UnexpectedEndOfString: 'The closing quote of the text is missing',
};

/**
 * Reads the text of a `msglint.json`: JSON with comments and trailing commas.
 * @param path for messages
 * @param ruleIds the rules there are
 * @throws ConfigError at the first thing that is wrong, an unknown key or rule included
 */
export function parseConfig(path: string, text: string, ruleIds: ReadonlySet<string>): LintConfig {
  const lines = new LineIndex(text);
  const fail = (reason: string, offset: number, length: number): never => {
    const { line, column } = lines.position(offset);
    throw new ConfigError(path, reason, { line, column, length });
  };
  // The parser goes one call deeper with each bracket; a configuration of this length has nothing to nest.
  if (text.length > maxLength) fail(`The file has ${maxLength} characters at most`, 0, 1);
  const errors: ParseError[] = [];
  const root = treeOf(text, errors) ?? fail('The file is nested too deeply', 0, 1);
  const [first] = errors;
  if (first) fail(problems[printParseErrorCode(first.error)] ?? 'This is not JSON', first.offset, first.length);
  if (root.type !== 'object') return fail('One object in braces is expected', root.offset, root.length);
  const read = new ConfigReader((reason, node) => fail(reason, node.offset, node.length), ruleIds);
  return read.config(root);
}

/** Undefined when the text nests deeper than the stack reaches. */
function treeOf(text: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors, { allowTrailingComma: true, disallowComments: false }) ?? emptyTree;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const emptyTree: Node = { type: 'null', offset: 0, length: 0 };

class ConfigReader {
  readonly #fail: (reason: string, node: Node) => never;
  readonly #ruleIds: ReadonlySet<string>;

  constructor(fail: (reason: string, node: Node) => never, ruleIds: ReadonlySet<string>) {
    this.#fail = fail;
    this.#ruleIds = ruleIds;
  }

  config(root: Node): LintConfig {
    let severity: LintConfig['severity'] = {};
    let exclude: LintConfig['exclude'] = [];
    let useParameterDefaults = false;
    for (const [key, value, name] of properties(root)) {
      if (key === 'severity') severity = this.#severity(value);
      else if (key === 'exclude') exclude = this.#globs(value);
      else if (key === 'useParameterDefaults') useParameterDefaults = this.#boolean(value);
      else if (key !== '$schema')
        this.#fail(`Unknown key; severity, exclude and useParameterDefaults are known: ${key}`, name);
    }
    return { severity, exclude, useParameterDefaults };
  }

  #severity(node: Node): LintConfig['severity'] {
    if (node.type !== 'object') return this.#fail('severity takes an object of rule ids and severities', node);
    return Object.fromEntries(
      properties(node).map(([id, value, name]) => {
        if (!this.#ruleIds.has(id)) this.#fail(`No such rule: ${id}`, name);
        const text: unknown = getNodeValue(value);
        if (!isSeverity(text)) return this.#fail(`A severity is one of ${severities.join(', ')}`, value);
        return [id, text];
      }),
    );
  }

  #globs(node: Node): string[] {
    const items = node.type === 'array' ? (node.children ?? []) : this.#fail('exclude takes a list of globs', node);
    if (items.length > maxGlobs) this.#fail(`exclude takes ${maxGlobs} globs at most`, node);
    return items.map(item => {
      const glob: unknown = getNodeValue(item);
      if (typeof glob !== 'string' || glob === '') return this.#fail('A glob is a text, such as "legacy/**"', item);
      return glob.length > maxGlobLength ? this.#fail(`A glob has ${maxGlobLength} characters at most`, item) : glob;
    });
  }

  #boolean(node: Node): boolean {
    return node.type === 'boolean' ? node.value === true : this.#fail('useParameterDefaults is true or false', node);
  }
}

function isSeverity(text: unknown): text is SeveritySetting {
  return typeof text === 'string' && severities.includes(text);
}

function properties(node: Node): [key: string, value: Node, name: Node][] {
  return (node.children ?? []).flatMap(({ children = [] }): [string, Node, Node][] => {
    const [name, value] = children;
    return name && value ? [[String(name.value), value, name]] : [];
  });
}

/** Finds the configuration of a file upwards from its folder, and reads each file once. */
export class ConfigFinder {
  readonly #read: (path: string) => Promise<string | undefined>;
  readonly #ruleIds: ReadonlySet<string>;
  readonly #folders = new Map<string, Promise<FoundConfig | undefined>>();
  readonly #matchers = new Map<LintConfig, readonly PathMatcher[]>();

  /** `read` gives the text of a file, undefined where there is none. */
  constructor(read: (path: string) => Promise<string | undefined>, ruleIds: Iterable<string>) {
    this.#read = read;
    this.#ruleIds = new Set(ruleIds);
  }

  /**
   * The configuration that holds for a file, by its absolute path with forward slashes.
   * @throws ConfigError when the nearest `msglint.json` cannot be used
   */
  find(file: string): Promise<FoundConfig | undefined> {
    const slash = file.lastIndexOf('/');
    if (slash < 0) return Promise.resolve(undefined);
    const folder = file.slice(0, slash);
    let found = this.#folders.get(folder);
    if (!found) {
      found = this.#load(`${folder}/${configName}`).then(own => own ?? this.find(folder));
      this.#folders.set(folder, found);
    }
    return found;
  }

  /**
   * Reads one `msglint.json` by its path; undefined when there is none.
   * @throws ConfigError when it cannot be used
   */
  async #load(path: string): Promise<FoundConfig | undefined> {
    const text = await this.#read(path);
    return text === undefined ? undefined : { path, config: parseConfig(path, text, this.#ruleIds) };
  }

  /** True when the configuration leaves the file alone. */
  excludes({ path, config }: FoundConfig, file: string): boolean {
    if (config.exclude.length === 0) return false;
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    if (!file.startsWith(folder)) return false;
    const matchers = this.#matchers.get(config) ?? config.exclude.map(globMatcher);
    this.#matchers.set(config, matchers);
    // The leading slash lets a pattern that starts with one hold from the folder of the file.
    const below = `/${slashed(file.slice(folder.length))}`;
    return matchers.some(matches => matches(below));
  }
}
