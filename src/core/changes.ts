import type { Scope } from './scope.ts';

/** Something the extension itself made, changed or removed, so that every view of it can be brought up to date. */
export interface ResourceChange {
  readonly kind: 'queue' | 'topic' | 'stream';
  readonly what: 'created' | 'changed' | 'deleted' | 'messages';
  readonly scope: Scope;
  readonly arn: string;
}
