/**
 * `node scripts/lintSchema.ts`: writes the schema of msglint.json, and the ids of the rules into that of the setting
 * `messagingWorkbench.lint.severity` in package.json.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { catalogue } from '../src/lint/catalogue.ts';

const root = path.resolve(import.meta.dirname, '..');
/** Below the root of the project. */
export const schemaFile = 'media/schemas/msglint.schema.json';
const severities = ['error', 'warning', 'information', 'hint', 'off'];

/** The schema as text. */
export function configSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'msglint',
    description: 'What the messaging linter does with the files of this folder and below.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      severity: {
        description: 'By rule id; the severity of the rule itself where nothing is said.',
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          catalogue.map(rule => [
            rule.id,
            { description: `${rule.title} (${rule.severity})`, enum: severities, default: 'off' },
          ]),
        ),
      },
      exclude: {
        description: 'Globs of paths to leave alone, relative to the folder of this file.',
        type: 'array',
        maxItems: 200,
        items: { type: 'string', minLength: 1, maxLength: 500 },
      },
      useParameterDefaults: {
        description: "Takes the Default of a template's parameter for its value.",
        type: 'boolean',
        default: false,
      },
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** The text of package.json with the ids of all rules in the schema of the setting. */
export function manifestWithRules(text: string): string {
  const manifest = JSON.parse(text);
  const { properties } = manifest.contributes.configuration;
  properties['messagingWorkbench.lint.severity'].propertyNames = { enum: catalogue.map(rule => rule.id) };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

async function main(): Promise<void> {
  await writeFile(path.join(root, schemaFile), configSchema());
  const manifest = path.join(root, 'package.json');
  await writeFile(manifest, manifestWithRules(await readFile(manifest, 'utf8')));
  console.log(`${catalogue.length} rules written to ${schemaFile} and package.json`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
