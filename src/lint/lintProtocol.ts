import type { DocumentLanguage } from '../graph/document.ts';
import type { LintResult, SeveritySetting } from './linter.ts';
import type { SeenResource } from './synth/seen.ts';

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
      /** The places of the document's resources are wanted, too. */
      readonly seen?: boolean;
    }
  | {
      readonly kind: 'fix';
      readonly uri: string;
      readonly version: number;
      readonly ruleId: string;
      readonly start: number;
    }
  /** Edits that switch the rule of a finding off for it. */
  | {
      readonly kind: 'suppress';
      readonly uri: string;
      readonly version: number;
      readonly ruleId: string;
      readonly start: number;
      readonly reason: string;
    }
  /** What AWS takes for properties that a document leaves out. */
  | { readonly kind: 'defaults'; readonly uri: string; readonly version: number }
  | {
      readonly kind: 'fixAll';
      readonly uri: string;
      readonly language: DocumentLanguage;
      readonly text: string;
      readonly settings: LintSettings;
      readonly ruleId?: string;
      /** Findings to leave alone, by rule and resource. */
      readonly except?: readonly { readonly ruleId: string; readonly resource: string }[];
    }
  /** The cloud assembly in a folder, read off the main thread. */
  | { readonly kind: 'assembly'; readonly folder: string; readonly root: string }
  | { readonly kind: 'forget'; readonly uri: string }
  /** Files of the workspace came, changed or went: they are read when other documents name them. */
  | { readonly kind: 'index'; readonly uris: readonly string[] }
  /** Nobody looks any more: all that was indexed is forgotten. */
  | { readonly kind: 'clear' };

/** What the lint thread found in a document. */
export interface LintAnswer extends LintResult {
  readonly seen?: readonly SeenResource[];
  /** Other kept documents whose findings may have changed with this one. */
  readonly affected?: readonly string[];
}

export type LintReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };
