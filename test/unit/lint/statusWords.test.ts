import { expect, test } from 'vitest';
import { catalogue } from '../../../src/lint/catalogue.ts';
import { configEntry, findingsEntry, incompleteEntry, synthEntry } from '../../../src/lint/editor/statusWords.ts';

const settings = { severities: {}, useParameterDefaults: false };
const published = {
  version: 1,
  reports: [],
  isRead: true,
  complete: true,
  settings,
  config: undefined,
  synth: undefined,
};
const words = ({ text, detail }: { text: string; detail: string }) => `${text} | ${detail}`;

test('findings and the rules that are active', () => {
  const hints = catalogue.filter(rule => rule.severity === 'hint').length;
  const all = catalogue.length;
  expect(words(findingsEntry(published))).toBe(`Messaging: no findings | ${all - hints} of ${all} rules active`);
  const off = { ...settings, severities: { 'sqs-missing-dlq': 'off' } } as const;
  expect(findingsEntry({ ...published, settings: off }).detail).toBe(`${all - hints - 1} of ${all} rules active`);
  expect(words(findingsEntry({ ...published, settings: undefined }))).toBe(
    'Messaging: not linted | left out by msglint.json',
  );
});

test('what could not be read', () => {
  expect(incompleteEntry(published)).toBeUndefined();
  const torn = incompleteEntry({ ...published, complete: false, problemLine: 11 });
  expect(torn && words(torn)).toBe('Incomplete: syntax error in line 12 | nothing is called missing');
  expect(incompleteEntry({ ...published, complete: false })?.text).toBe('Incomplete: not everything can be known');
});

test('the configuration in force', () => {
  expect(configEntry('infra/msglint.json', 'file:///a.yaml')).toMatchObject({
    text: 'infra/msglint.json',
    command: { title: 'Open', arguments: [{ uri: 'file:///a.yaml' }] },
  });
  expect(configEntry(undefined, 'file:///a.yaml')).toMatchObject({
    text: 'No msglint.json',
    command: { title: 'Create' },
  });
});

test.each([
  [undefined, undefined],
  [{ kind: 'none' }, /^Synth: none yet \| findings are from the source alone$/],
  [{ kind: 'nothing', madeAt: 0 }, /^Synth: up to date \| findings confirmed, last synth .*19(?:69|70)/],
  [{ kind: 'here', madeAt: 0 }, /^Synth: stale \| this file has changed since/],
  [{ kind: 'elsewhere', madeAt: 0 }, /^Synth: stale \| another source has changed since/],
] as const)('the last synth: %j', (synth, expected) => {
  const entry = synthEntry({ ...published, synth });
  if (expected === undefined) expect(entry).toBeUndefined();
  else expect(entry && words(entry)).toMatch(expected);
});
