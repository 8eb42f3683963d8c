import type { DocumentLanguage } from '../graph/document.ts';
import type { SeveritySetting } from './linter.ts';

/** What a lint thread is given when it starts; other settings need another thread. */
export interface LintWorkerData {
  /** Folder of the grammars. */
  readonly grammars: string;
  readonly settings: LintSettings;
}

export interface LintSettings {
  readonly severities: Readonly<Record<string, SeveritySetting>>;
  readonly useParameterDefaults: boolean;
}

export type LintRequest =
  | {
      readonly kind: 'lint';
      readonly uri: string;
      readonly language: DocumentLanguage;
      readonly version: number;
      readonly text: string;
      /** Fixes of this state will be asked for. */
      readonly keep: boolean;
    }
  | {
      readonly kind: 'fix';
      readonly uri: string;
      readonly version: number;
      readonly ruleId: string;
      readonly start: number;
    }
  | {
      readonly kind: 'fixAll';
      readonly uri: string;
      readonly language: DocumentLanguage;
      readonly text: string;
      readonly ruleId?: string;
    }
  | { readonly kind: 'forget'; readonly uri: string };

export type LintReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };
