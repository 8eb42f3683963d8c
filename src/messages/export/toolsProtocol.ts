import { type Parser, parseInteger, parseObject, parseOneOf, parseOptional } from '../../core/parse.ts';
import type { ParamsParsers } from '../../core/rpc.ts';
import { type EntryFormat, entryFormats } from '../compose/entryFile.ts';
import { type TriageEvents, type TriageMethods, triageParsers } from '../triage/triageProtocol.ts';

/** Which messages of a viewer are meant. */
export const scopes = ['all', 'matching', 'selected'] as const;
export type ExportScope = (typeof scopes)[number];

/** What a message can be made into. */
export const conversions = ['sqsEvent', 'snsEvent', 'fixture', 'cli', 'sdk'] as const;
export type Conversion = (typeof conversions)[number];

export interface ExportSummary {
  readonly file: string;
  readonly exported: number;
  /** Messages with half a character in them, which CSV cannot carry. */
  readonly damaged: number;
  /** Values are hidden in the file, by the person's own rules. */
  readonly masked: boolean;
}

export type ToolMethods = TriageMethods & {
  'tools.export': { params: { which: ExportScope; format: EntryFormat }; result: ExportSummary };
  /** Of the selection, or with `seq` of that message. A fixture goes to a file, the rest to the clipboard. */
  'tools.convert': { params: { to: Conversion; seq?: number }; result: { converted: number; masked: boolean } };
};

export type ToolEvents = TriageEvents;

const parseSeq: Parser<number> = parseInteger(0, Number.MAX_SAFE_INTEGER);

export const toolParsers: ParamsParsers<ToolMethods> = {
  ...triageParsers,
  'tools.export': parseObject({ which: parseOneOf(...scopes), format: parseOneOf(...entryFormats) }),
  'tools.convert': parseObject({ to: parseOneOf(...conversions), seq: parseOptional(parseSeq) }),
};
