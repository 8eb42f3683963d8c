import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { catalogue } from '../catalogue.ts';
import { ConfigFinder, type FoundConfig, parseConfig } from '../config.ts';
import type { SeveritySetting } from '../linter.ts';
import type { LintSettings } from '../lintProtocol.ts';
import type { CliOptions } from './options.ts';

/** What holds for each file of a run: the command line over the team's `msglint.json`. */
export class Configs {
  readonly #options: CliOptions;
  readonly #finder = new ConfigFinder(
    textOf,
    catalogue.map(rule => rule.id),
  );
  #named: FoundConfig | undefined;

  constructor(options: CliOptions) {
    this.#options = options;
  }

  /**
   * The settings for a file; undefined when the configuration leaves it alone.
   * @throws ConfigError when its `msglint.json` cannot be used, UserError when the one that was named is not there
   */
  async settings(file: string): Promise<LintSettings | undefined> {
    const place = absolute(file);
    const found = await this.#find(place);
    if (found && this.#finder.excludes(found, place)) return undefined;
    return {
      severities: this.#severities(found?.config.severity ?? {}),
      useParameterDefaults: this.#options.useParameterDefaults || (found?.config.useParameterDefaults ?? false),
    };
  }

  async #find(file: string): Promise<FoundConfig | undefined> {
    const { config } = this.#options;
    if (config === 'none') return undefined;
    if (config === 'nearest') return this.#finder.find(file);
    this.#named ??= await this.#load(absolute(config.path));
    return this.#named;
  }

  async #load(file: string): Promise<FoundConfig> {
    const text = await textOf(file);
    if (text === undefined) throw new UserError(`No such configuration: ${file}`);
    return { path: file, config: parseConfig(file, text, new Set(catalogue.map(rule => rule.id))) };
  }

  /** A rule that was asked for by name runs, even if it is off for the team or by default. */
  #severities(team: Readonly<Record<string, SeveritySetting>>): Readonly<Record<string, SeveritySetting>> {
    const asked = catalogue
      .filter(rule => this.#options.rules.includes(rule.id))
      .filter(rule => team[rule.id] === 'off' || (team[rule.id] === undefined && rule.severity === 'hint'))
      .map(rule => [rule.id, rule.severity]);
    return { ...team, ...Object.fromEntries(asked) };
  }
}

function absolute(file: string): string {
  return path.resolve(file).replaceAll('\\', '/');
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw new UserError(`Cannot read the configuration: ${file}`, { cause: error });
  }
}
