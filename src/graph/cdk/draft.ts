import type { Entry, Span } from '../value.ts';
import type { PropertyTable } from './constructTable.ts';
import type { CallExpression } from './syntax.ts';

/** A resource under construction: calls further down in the source still add to it. */
export interface Draft {
  readonly id: string;
  readonly name: string;
  readonly otherNames: readonly string[];
  readonly type: string;
  /** Module and class: `aws-cdk-lib/aws-sqs.Queue`. */
  readonly writtenType: string;
  readonly call: CallExpression;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly entries: Map<string, Entry>;
  /** Names of its properties; undefined for L1, whose names are CloudFormation's. */
  readonly table: PropertyTable | undefined;
  /** Position of the property object among the call's arguments. */
  readonly propsAt: number;
  /** An L1 construct, whose properties are CloudFormation's. */
  readonly lowLevel: boolean;
  readonly virtual: boolean;
  readonly external: boolean;
  /** Ids of checks that the source switches off for it. */
  readonly suppressions: string[];
  open: boolean;
  escapes: boolean;
}
