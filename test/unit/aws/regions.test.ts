import { readFileSync } from 'node:fs';
import { partition } from '@aws-sdk/core/client';
import { describe, expect, test } from 'vitest';
import { generatedFile, regionsSource } from '../../../scripts/regions.ts';
import { partitionOf, partitions } from '../../../src/aws/regions.ts';

describe('the list of regions', () => {
  test("trap 6: is what the SDK's endpoint data says; run `node scripts/regions.ts` when this fails", async () => {
    expect(readFileSync(generatedFile, 'utf8')).toBe(await regionsSource());
  });

  test('names the partition of every region as the SDK does, without the global pseudo regions', () => {
    const all = partitions.flatMap(({ id, regions }) => regions.map(region => ({ id, region: region.id })));
    expect(all.length).toBeGreaterThan(35);
    for (const { id, region } of all) {
      expect(region).toMatch(/^[a-z]{2,4}(-[a-z]+)+-\d$/);
      expect(partitionOf(region)).toBe(id);
      expect(partition(region).name).toBe(id);
    }
  });

  test('tells the partition of a region it does not know from its name', () => {
    for (const region of ['eu-future-9', 'cn-new-3', 'us-gov-north-1', 'us-iso-south-4', 'zz-nowhere-1']) {
      expect(partitionOf(region)).toBe(partition(region).name);
    }
  });
});
