import { partitions as generated } from './regions.generated.ts';

/** A part of AWS with accounts and regions of its own. */
export interface Partition {
  /** `aws`, `aws-cn`, `aws-us-gov` … as it stands in ARNs. */
  readonly id: string;
  readonly dnsSuffix: string;
  /** Matches the ids of its regions, those unknown to this list included. */
  readonly regionPattern: string;
  readonly regions: readonly { readonly id: string; readonly name: string }[];
}

/** Every partition with its regions, as the SDK knows them. */
export const partitions: readonly Partition[] = generated;

/** The partition a region belongs to, told from its name when it is newer than the list; `aws` when nothing fits. */
export function partitionOf(region: string): string {
  const listed = partitions.find(partition => partition.regions.some(({ id }) => id === region));
  const matched = listed ?? partitions.find(partition => new RegExp(partition.regionPattern).test(region));
  return matched?.id ?? 'aws';
}
