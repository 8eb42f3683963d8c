import {
  type Parser,
  parseArray,
  parseBoolean,
  parseInteger,
  parseNothing,
  parseObject,
  parseOneOf,
  parseOptional,
  parseString,
} from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import type { Attempt, Fact } from '../decode/payload.ts';
import type { MessageRow, MessageValue } from '../message.ts';
import { type ColumnSpec, columnParser, maxColumns, orderParser, type ViewOrder } from '../store/columns.ts';
import { filterParser, type MessageFilter } from '../store/messageFilter.ts';
import type { FilterOutcome, Histogram } from '../store/messageView.ts';
import { heldLimits, maxWindow } from './viewerLimits.ts';

/** One column of the list, as the person arranged it; `width` in pixels. */
export interface ViewerColumn {
  readonly spec: ColumnSpec;
  readonly width: number;
}

/** What of a viewer outlives a reload of the window. No part of it is a message. */
export interface ViewerSettings {
  readonly columns: readonly ViewerColumn[];
  readonly order?: ViewOrder;
  readonly filter?: MessageFilter;
  /** Messages held at most; the oldest fall out. */
  readonly limit: number;
  readonly histogram: boolean;
}

/** A filter under a name that the person gave it. */
export interface SavedFilter {
  readonly name: string;
  readonly filter: MessageFilter;
}

/** The numbers a viewer shows; told again whenever they change, ten times a second at most. */
export interface ViewerFigures {
  /** Grows with every change of what the list shows. */
  readonly revision: number;
  /** Messages held. */
  readonly size: number;
  /** Of them, those that the filter lets through. */
  readonly matched: number;
  /** Messages that ever arrived. */
  readonly added: number;
  /** Messages that fell out over the limit. */
  readonly dropped: number;
  /** Bytes that the held messages came to on the wire. */
  readonly bytes: number;
  readonly limit: number;
  /** What the viewer is full by, in words; absent while it is not. */
  readonly fullBy?: string;
  readonly paused: boolean;
  /** Arrived while paused; shown after *Resume*. */
  readonly waiting: number;
  readonly selected: number;
  /** How many selected messages are in each of the states that the feature gave them. */
  readonly selectedStates: Readonly<Record<string, number>>;
}

export interface ViewerSetup {
  readonly settings: ViewerSettings;
  readonly figures: ViewerFigures;
  readonly saved: readonly SavedFilter[];
  /** The page came back after a reload of the window. */
  readonly restored: boolean;
  /** Another viewer beside this one can be opened. */
  readonly canDuplicate: boolean;
}

/** One line of the list. */
export interface ViewerRow {
  /** Arrival number, never reused: it names the message. */
  readonly seq: number;
  readonly row: MessageRow;
  /** One text for each column. */
  readonly cells: readonly string[];
  readonly state?: string;
  readonly selected: boolean;
}

export interface ViewerWindow {
  readonly revision: number;
  /** Place of the first row; other than asked for when the kept row has moved. */
  readonly from: number;
  readonly total: number;
  readonly rows: readonly ViewerRow[];
  /** How many rows the kept one has moved down; 0 when it is gone. */
  readonly moved: number;
  /** Where the active row stands now, -1 when the filter hides it or it is gone. */
  readonly activeRow: number;
}

/** One message in full. Long texts come cut; `viewer.body` brings the rest. */
export interface MessageDetail {
  readonly seq: number;
  readonly id: string;
  readonly raw: string;
  readonly rawLength: number;
  readonly layers: readonly string[];
  readonly text: string;
  readonly textLength: number;
  readonly facts: readonly Fact[];
  readonly attempts: readonly Attempt[];
  /** The text is a dump of bytes: lines must not be wrapped. */
  readonly binary: boolean;
  /** The body lies in S3 and can be brought from there. */
  readonly fetchable: boolean;
  readonly attributes: Readonly<Record<string, MessageValue>>;
  readonly systemAttributes: Readonly<Record<string, string>>;
}

/** Names that can become columns or conditions, as the messages held have them. */
export interface KnownNames {
  readonly attributes: readonly string[];
  readonly system: readonly string[];
  /** First-level members of the inner payload. */
  readonly paths: readonly string[];
}

export type BodyChoice = 'raw' | 'text';

/** What is done to the selection; `from` and `to` are places of rows in the order that is shown. */
export type SelectStep =
  | { readonly how: 'toggle'; readonly seq: number }
  | { readonly how: 'range'; readonly from: number; readonly to: number }
  | { readonly how: 'all' }
  | { readonly how: 'none' };

export type ViewerMethods = {
  'viewer.open': { params: void; result: ViewerSetup };
  /** Rows from a place on. `keep` names the row at the upper edge and its place: the answer follows it when it moved. */
  'viewer.window': {
    params: { from: number; count: number; keep?: { seq: number; row: number }; active?: number };
    result: ViewerWindow;
  };
  'viewer.filter': { params: { filter?: MessageFilter }; result: FilterOutcome };
  'viewer.order': { params: { order?: ViewOrder }; result: void };
  'viewer.columns': { params: { columns: readonly ViewerColumn[] }; result: void };
  'viewer.limit': { params: { limit: number }; result: void };
  'viewer.pause': { params: { paused: boolean }; result: void };
  'viewer.showHistogram': { params: { shown: boolean }; result: void };
  'viewer.select': { params: SelectStep; result: ViewerFigures };
  'viewer.message': { params: { seq: number }; result: MessageDetail };
  /** The message with its body brought from S3, where its own body is only a pointer to it. */
  'viewer.fetch': { params: { seq: number }; result: MessageDetail };
  'viewer.body': { params: { seq: number; which: BodyChoice }; result: string };
  /** Copies the selection, or with `seq` that message: its body as sent, decoded, or the row as JSON. */
  'viewer.copy': { params: { what: BodyChoice | 'row'; seq?: number }; result: { copied: number } };
  'viewer.edit': { params: { seq: number; which: BodyChoice }; result: void };
  /** Compares the two selected messages, or the one selected with `seq`. */
  'viewer.compare': { params: { seq?: number }; result: void };
  'viewer.histogram': { params: { bins: number; field: 'sentAt' | 'receivedAt' }; result: Histogram };
  'viewer.names': { params: void; result: KnownNames };
  /** Keeps the filter in use under a name, in the place of one that had it. */
  'viewer.saveFilter': { params: { name: string }; result: readonly SavedFilter[] };
  'viewer.deleteFilter': { params: { name: string }; result: readonly SavedFilter[] };
  'viewer.duplicate': { params: void; result: void };
};

export type ViewerEvents = {
  'viewer.changed': ViewerFigures;
};

const parseSeq = parseInteger(0, Number.MAX_SAFE_INTEGER);
const parsePlace = parseInteger(0, 10_000_000);
const parseWhich = parseOneOf('raw', 'text');
const parseName = parseString(100);
const parseColumns: Parser<ViewerColumn[]> = parseArray(
  parseObject({ spec: columnParser, width: parseInteger(24, 4_000) }),
  maxColumns,
);
const parseLimit = parseInteger(heldLimits.min, heldLimits.max);

export const settingsParser: Parser<ViewerSettings> = parseObject({
  columns: parseColumns,
  order: orderParser,
  filter: parseOptional(filterParser),
  limit: parseLimit,
  histogram: parseBoolean,
});

export const savedFilterParser: Parser<SavedFilter> = parseObject({ name: parseName, filter: filterParser });

const parseStep: Parser<SelectStep> = (value, at) => {
  const { how } = parseObject({ how: parseOneOf('toggle', 'range', 'all', 'none') })(value, at);
  if (how === 'toggle') return { how, ...parseObject({ seq: parseSeq })(value, at) };
  if (how === 'range') return { how, ...parseObject({ from: parsePlace, to: parsePlace })(value, at) };
  return { how };
};

export const viewerParsers: ParamsParsers<ViewerMethods> = {
  'viewer.open': parseNothing,
  'viewer.window': parseObject({
    from: parsePlace,
    count: parseInteger(1, maxWindow),
    keep: parseOptional(parseObject({ seq: parseSeq, row: parsePlace })),
    active: parseOptional(parseSeq),
  }),
  'viewer.filter': parseObject({ filter: parseOptional(filterParser) }),
  'viewer.order': parseObject({ order: orderParser }),
  'viewer.columns': parseObject({ columns: parseColumns }),
  'viewer.limit': parseObject({ limit: parseLimit }),
  'viewer.pause': parseObject({ paused: parseBoolean }),
  'viewer.showHistogram': parseObject({ shown: parseBoolean }),
  'viewer.select': parseStep,
  'viewer.message': parseObject({ seq: parseSeq }),
  'viewer.fetch': parseObject({ seq: parseSeq }),
  'viewer.body': parseObject({ seq: parseSeq, which: parseWhich }),
  'viewer.copy': parseObject({ what: parseOneOf('raw', 'text', 'row'), seq: parseOptional(parseSeq) }),
  'viewer.edit': parseObject({ seq: parseSeq, which: parseWhich }),
  'viewer.compare': parseObject({ seq: parseOptional(parseSeq) }),
  'viewer.histogram': parseObject({ bins: parseInteger(1, 200), field: parseOneOf('sentAt', 'receivedAt') }),
  'viewer.names': parseNothing,
  'viewer.saveFilter': parseObject({ name: parseName }),
  'viewer.deleteFilter': parseObject({ name: parseName }),
  'viewer.duplicate': parseNothing,
};
