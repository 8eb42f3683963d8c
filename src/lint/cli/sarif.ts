import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule, Severity } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import type { Row } from './rows.ts';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** A SARIF 2.1.0 log with one run. */
export function sarif(rows: readonly Row[], rules: readonly Rule[], version: string): string {
  const index = new Map(rules.map((rule, at) => [rule.id, at]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'msglint',
            version,
            informationUri: rulePage(),
            rules: rules.map(rule => ({
              id: rule.id,
              shortDescription: { text: rule.title },
              fullDescription: { text: rule.docs.why },
              helpUri: rulePage(rule.id),
              defaultConfiguration: { level: levels[rule.severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: rows.map(row => ({
          ruleId: row.ruleId,
          ruleIndex: index.get(row.ruleId) ?? -1,
          level: levels[row.severity],
          message: { text: row.message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(row.file) },
                region: {
                  startLine: row.line,
                  startColumn: row.column,
                  endLine: row.endLine,
                  endColumn: row.endColumn,
                },
              },
              logicalLocations: [
                {
                  name: row.resource,
                  kind: 'resource',
                  ...(row.construct === undefined ? {} : { fullyQualifiedName: row.construct }),
                },
              ],
            },
          ],
          ...(row.source === undefined ? {} : { relatedLocations: [madeAt(row.source)] }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** Where the app makes what a synthesized template holds. */
function madeAt({ file, line, column }: NonNullable<Row['source']>) {
  return {
    message: { text: 'The construct is made here' },
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) },
    },
  };
}

/** Relative paths stay relative, as upload tools want them. */
function uriOf(file: string): string {
  if (path.isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(path.sep).map(encodeURIComponent).join('/');
}
