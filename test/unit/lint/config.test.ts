import { describe, expect, test } from 'vitest';
import { ConfigError, ConfigFinder, parseConfig } from '../../../src/lint/config.ts';

const rules = new Set(['sqs-missing-dlq', 'sqs-dlq-type-mismatch']);
const parse = (text: string) => parseConfig('/team/msglint.json', text, rules);

function failure(text: string): ConfigError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

describe('msglint.json', () => {
  test('says severities, globs and how to read parameters, with comments where a person wants them', () => {
    expect(
      parse(`{
  "$schema": "anything",
  // The old stacks go away in spring.
  "exclude": ["legacy/**",],
  "severity": { "sqs-missing-dlq": "error", "sqs-dlq-type-mismatch": "off" },
  "useParameterDefaults": true,
}`),
    ).toEqual({
      severity: { 'sqs-missing-dlq': 'error', 'sqs-dlq-type-mismatch': 'off' },
      exclude: ['legacy/**'],
      useParameterDefaults: true,
    });
    expect(parse('{}')).toEqual({ severity: {}, exclude: [], useParameterDefaults: false });
  });

  test.each([
    ['{\n  "severities": {}\n}', '/team/msglint.json:2:3: Unknown key; severity, exclude'],
    ['{ "severity": { "sqs-mising-dlq": "off" } }', ':1:17: No such rule: sqs-mising-dlq'],
    ['{ "severity": { "sqs-missing-dlq": "info" } }', ':1:36: A severity is one of error, warning'],
    ['{ "severity": { "sqs-missing-dlq": ["off"] } }', ':1:36: A severity is one of'],
    ['{ "severity": [] }', ':1:15: severity takes an object'],
    ['{ "severity": { "__proto__": "off" } }', ':1:17: No such rule: __proto__'],
    ['{ "exclude": "legacy/**" }', ':1:14: exclude takes a list'],
    ['{ "exclude": [1] }', ':1:15: A glob is a text'],
    ['{ "exclude": [""] }', ':1:15: A glob is a text'],
    [`{ "exclude": ["${'a'.repeat(501)}"] }`, ':1:15: A glob has 500 characters at most'],
    [`{ "exclude": [${Array(201).fill('"a"').join(',')}] }`, ':1:14: exclude takes 200 globs at most'],
    ['{ "useParameterDefaults": "yes" }', ':1:27: useParameterDefaults is true or false'],
    ['[]', ':1:1: One object in braces is expected'],
    ['', ':1:1: A value is expected'],
    ['{ "exclude": [\n', ':2:1: A closing bracket is expected'],
    ['{\n  "exclude" ["a"]\n}', ':2:13: A colon is expected'],
    ['severity: {}', ':1:1: This is not JSON'],
    ['{} {}', ':1:4: The file should end here'],
  ])('%j is refused at its place', (text, message) => {
    expect(failure(text).message).toContain(message);
  });

  test('deep nesting is refused and does not overflow', () => {
    expect(failure('['.repeat(100_000)).line).toBe(0);
    expect(failure('['.repeat(100_001)).reason).toContain('100000 characters at most');
  });
});

describe('finding msglint.json', () => {
  const files: Record<string, string> = {
    '/repo/msglint.json': '{ "exclude": ["old", "/only-here/*.yaml"] }',
    '/repo/inner/msglint.json': '{ "severity": { "sqs-missing-dlq": "error" } }',
    '/bad/msglint.json': '{ "exclude": 1 }',
  };
  const reads: string[] = [];
  const finder = new ConfigFinder(async path => {
    reads.push(path);
    return files[path];
  }, rules);

  test('the nearest one holds, and each is read once', async () => {
    expect((await finder.find('/repo/a/b/c.yaml'))?.path).toBe('/repo/msglint.json');
    expect((await finder.find('/repo/a/b/d.yaml'))?.path).toBe('/repo/msglint.json');
    expect((await finder.find('/repo/inner/x/d.yaml'))?.path).toBe('/repo/inner/msglint.json');
    expect(await finder.find('/elsewhere/d.yaml')).toBeUndefined();
    expect(await finder.find('Untitled-1')).toBeUndefined();
    expect(new Set(reads).size).toBe(reads.length);
  });

  test('excludes count from its folder', async () => {
    const found = await finder.find('/repo/a.yaml');
    const excluded = (file: string) => found !== undefined && finder.excludes(found, file);
    expect(excluded('/repo/old/a.yaml')).toBe(true);
    expect(excluded('/repo/x/old/a.yaml')).toBe(true);
    expect(excluded('/repo/only-here/a.yaml')).toBe(true);
    expect(excluded('/repo/x/only-here/a.yaml')).toBe(false);
    expect(excluded('/repo/a.yaml')).toBe(false);
    expect(excluded('/old/a.yaml')).toBe(false);
  });

  test('one that is wrong is no silence', async () => {
    await expect(finder.find('/bad/x/a.yaml')).rejects.toBeInstanceOf(ConfigError);
    await expect(finder.find('/bad/a.yaml')).rejects.toThrow('/bad/msglint.json:1:14: exclude takes a list');
  });
});
