import { css } from './elements.ts';

/** What every page looks like: VS Code's own colours, sizes and focus rings. */
export const baseStyles = css`
  :host { display: block; color: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
  main { padding: 12px 20px 24px; max-width: 1100px; }
  h1 { font-size: 1.4em; font-weight: 500; margin: 0; overflow-wrap: anywhere; }
  h2 { font-size: 1.1em; font-weight: 600; margin: 20px 0 8px; }
  p { margin: 6px 0; line-height: 1.45; }
  a { color: var(--vscode-textLink-foreground); }
  a:focus-visible, button:focus-visible, [tabindex]:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
  code, pre, .mono { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); }
  pre { margin: 0; padding: 8px; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--vscode-textCodeBlock-background); border: 1px solid var(--vscode-contrastBorder, transparent); max-height: 60vh; overflow: auto; }
  .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
  .stack { display: flex; flex-direction: column; gap: 6px; }
  .field { display: flex; flex-direction: column; gap: 4px; margin: 10px 0; }
  .field > label, .label { font-weight: 600; }
  .hint { color: var(--vscode-descriptionForeground); }
  /* The plain error and warning colours of the light themes are too pale for text. */
  .error { color: var(--vscode-list-errorForeground, var(--vscode-errorForeground)); }
  .warning { color: var(--vscode-list-warningForeground, var(--vscode-editorWarning-foreground)); }
  .notice { border-left: 3px solid var(--vscode-editorInfo-foreground); padding: 6px 10px; background: var(--vscode-textBlockQuote-background); margin: 10px 0; }
  .notice.warning { border-left-color: var(--vscode-editorWarning-foreground); color: inherit; }
  .notice.error { border-left-color: var(--vscode-errorForeground); color: inherit; }
  vscode-textfield, vscode-single-select { width: 100%; max-width: 480px; }
  vscode-textarea { width: 100%; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); overflow-wrap: anywhere; }
  th { font-weight: 600; }
  .visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @media (prefers-reduced-motion: reduce) { * { transition: none; animation: none; } }
`;
