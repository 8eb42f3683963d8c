import type { DocumentLanguage } from '../graph/document.ts';
import type { SeveritySetting } from './linter.ts';

/** What a lint thread is given when it starts. */
export interface LintWorkerData {
  /** Folder of the grammars. */
  readonly grammars: string;
}

/** What holds for one document: the person's settings over the team's configuration. */
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
      readonly settings: LintSettings;
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
      readonly settings: LintSettings;
      readonly ruleId?: string;
    }
  | { readonly kind: 'forget'; readonly uri: string };

export type LintReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };
