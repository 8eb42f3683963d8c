import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Validator } from '@cfworker/json-schema';
import { expect, test } from 'vitest';
import { configSchema, manifestWithRules, schemaFile } from '../../../scripts/lintSchema.ts';
import { catalogue } from '../../../src/lint/catalogue.ts';
import { parseConfig } from '../../../src/lint/config.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const ids = new Set(catalogue.map(rule => rule.id));

test('the schema of msglint.json is the one that scripts/lintSchema.ts writes', () => {
  expect(readFileSync(path.join(root, schemaFile), 'utf8')).toBe(configSchema());
});

test('the setting knows the rules that scripts/lintSchema.ts writes', () => {
  const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');
  expect(JSON.parse(manifest)).toEqual(JSON.parse(manifestWithRules(manifest)));
});

/** True when the reader of the linter takes it. */
function isRead(config: unknown): boolean {
  try {
    parseConfig('msglint.json', JSON.stringify(config), ids);
    return true;
  } catch {
    return false;
  }
}

test.each<[unknown, boolean]>([
  [{}, true],
  [{ $schema: './schema.json' }, true],
  [{ severity: Object.fromEntries([...ids].map(id => [id, 'off'])) }, true],
  [{ severity: { 'sqs-missing-dlq': 'hint' }, exclude: ['legacy/**'], useParameterDefaults: true }, true],
  [{ severity: { 'no-such-rule': 'off' } }, false],
  [{ severity: { 'sqs-missing-dlq': 'loud' } }, false],
  [{ exclude: [''] }, false],
  [{ exclude: 'legacy/**' }, false],
  [{ useParameterDefaults: 'yes' }, false],
  [{ rules: {} }, false],
  [[], false],
])('the schema and the reader agree about %j', (config, right) => {
  expect(new Validator(JSON.parse(configSchema()), '7').validate(config).valid).toBe(right);
  expect(isRead(config)).toBe(right);
});
