import { expect, test } from 'vitest';
import { fileLimit, runCampaign } from '../../fuzz/campaign.ts';

test('damaged files of every language are read in time, or refused with a message', async () => {
  const result = await runCampaign({ seed: 20_261_121, runs: 300, limit: 3 * fileLimit });
  expect(result.failures.map(({ file, problem }) => `${file}: ${problem}`)).toEqual([]);
  expect(Object.keys(result.byLanguage).sort()).toEqual([
    'csharp',
    'go',
    'java',
    'javascript',
    'json',
    'python',
    'typescript',
    'yaml',
  ]);
  expect(result.findings).toBeGreaterThan(20);
  expect(result.incomplete).toBeGreaterThan(100);
}, 120_000);
