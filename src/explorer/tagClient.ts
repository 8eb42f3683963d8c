import type { Scope } from '../core/scope.ts';

export type TaggedService = 'sqs' | 'sns' | 'kinesis';

/** Reads the tags of many resources at once, for grouping by tag or CloudFormation stack. */
export interface TagClient {
  /**
   * Tags by ARN. Uses the Resource Groups Tagging API where the endpoint has it, else one ListTags call per given ARN
   * with bounded concurrency. CloudFormation's own `aws:cloudformation:stack-name` is among them.
   */
  tags(
    service: TaggedService,
    arns: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>;
}

export type TagClients = (scope: Scope) => TagClient;
