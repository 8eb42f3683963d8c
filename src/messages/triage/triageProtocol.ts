import { parseBoolean, parseNothing, parseObject, parseString } from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { CauseGroup } from './triage.ts';

/** The groups of a viewer's messages, as far as they have been sorted. */
export interface TriageView {
  readonly groups: readonly CauseGroup[];
  /** Groups that are not among them. */
  readonly more: number;
  readonly sorted: number;
  readonly total: number;
}

export type TriageMethods = {
  /** Messages are sorted only while somebody looks. */
  'triage.show': { params: { shown: boolean }; result: void };
  'triage.groups': { params: void; result: TriageView };
  /** Selects the messages of a group that are held; how many those are. */
  'triage.select': { params: { key: string }; result: { selected: number } };
};

export type TriageEvents = {
  /** More messages have been sorted: ask again. */
  'triage.changed': { sorted: number };
};

export const triageParsers: ParamsParsers<TriageMethods> = {
  'triage.show': parseObject({ shown: parseBoolean }),
  'triage.groups': parseNothing,
  'triage.select': parseObject({ key: parseString(100) }),
};
