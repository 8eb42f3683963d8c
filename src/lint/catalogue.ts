import type { Rule } from './rule.ts';
import { sqsDlqTypeMismatch } from './rules/sqs-dlq-type-mismatch.ts';
import { sqsMissingDlq } from './rules/sqs-missing-dlq.ts';
import { sqsVisibilityBelowFunctionTimeout } from './rules/sqs-visibility-below-function-timeout.ts';
import { sqsVisibilityTimeoutShort } from './rules/sqs-visibility-timeout-short.ts';

/** Every rule, by id. */
export const catalogue: readonly Rule[] = [
  sqsDlqTypeMismatch,
  sqsMissingDlq,
  sqsVisibilityBelowFunctionTimeout,
  sqsVisibilityTimeoutShort,
];
