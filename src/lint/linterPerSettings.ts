import type { CdkReader } from '../graph/cdk/cdkReader.ts';
import { DocumentReader } from '../graph/documentReader.ts';
import { documentPrinter } from './fixes/documentPrinter.ts';
import { Linter } from './linter.ts';
import type { LintSettings } from './lintProtocol.ts';
import type { Rule } from './rule.ts';

/** A linter for each set of settings in use; the grammars are loaded once for all of them. */
export class LinterPerSettings {
  readonly #cdk: CdkReader;
  readonly #rules: readonly Rule[];
  readonly #linters = new Map<string, Linter>();

  constructor(cdk: CdkReader, rules: readonly Rule[]) {
    this.#cdk = cdk;
    this.#rules = rules;
  }

  get({ severities, useParameterDefaults }: LintSettings): Linter {
    const key = JSON.stringify([useParameterDefaults, severities]);
    let linter = this.#linters.get(key);
    if (!linter) {
      linter = new Linter({
        reader: new DocumentReader(this.#cdk, { useParameterDefaults }),
        printer: documentPrinter(this.#cdk),
        rules: this.#rules,
        severities,
      });
      this.#linters.set(key, linter);
    }
    return linter;
  }
}
