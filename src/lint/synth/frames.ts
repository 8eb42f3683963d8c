/** A place in the source of an app. */
export interface Frame {
  /** Absolute path with forward slashes; the name alone where the language gives no more (Java). */
  readonly file: string;
  /** From 0. */
  readonly line: number;
  /** From 0; undefined where the language gives none. */
  readonly column: number | undefined;
}

/** Code that is not the app's own: installed packages, the jsii kernel, the runtime itself. */
const foreign =
  /[\\/](?:node_modules|site-packages|dist-packages|jsii-(?:[a-z]+-)?(?:kernel|runtime)[^\\/]*)[\\/]|[\\/]jsii[\\/]_|^node:|^internal[\\/]|^<|^native$/;

const place =
  /^(?:.*?[\s(])??((?:file:\/\/|[A-Za-z]:[\\/]|[\\/.])?[^()]*?):(?:line )?(\d+)(?::(\d+))?\)?(?:\s*\(:\))?$/;

/**
 * The app's own frames of a creation stack, the innermost first. Lines come from Node (`new Shop (file:///a.ts:4:5)`),
 * from the hosts of jsii (`__init__ (/a.py:26)`) or trimmed by CDK (`...aws-cdk-lib...`).
 * @param root folder that relative names count from, absolute, with forward slashes
 */
export function userFrames(stack: unknown, root: string): readonly Frame[] {
  const lines = Array.isArray(stack) ? stack.slice(0, 200) : typeof stack === 'string' ? stack.split('\n', 200) : [];
  return lines.flatMap((line: unknown) => (typeof line === 'string' ? (frameOf(line.trim(), root) ?? []) : []));
}

function frameOf(text: string, root: string): Frame | undefined {
  if (text.startsWith('...') || text.startsWith('(') || text.length > 1_000) return undefined;
  const found = place.exec(text.replace(/^at /, '').replace(/ in (?=[^()]+:line \d+$)/, ' ('));
  const [, name = '', line, column] = found ?? [];
  const file = fileOf(name.trim(), root);
  if (!file || line === undefined || foreign.test(file)) return undefined;
  return {
    file,
    line: Math.max(0, Number(line) - 1),
    column: column === undefined ? undefined : Math.max(0, Number(column) - 1),
  };
}

function fileOf(name: string, root: string): string | undefined {
  if (name === '' || foreign.test(name)) return undefined;
  const plain = name.startsWith('file://') ? pathOfUrl(name) : name.replaceAll('\\', '/');
  // VS Code writes the letter of a drive small.
  const slashed = plain?.replace(/^[A-Z](?=:\/)/, letter => letter.toLowerCase());
  if (slashed === undefined) return undefined;
  if (/^(?:\/|[A-Za-z]:\/)/.test(slashed)) return slashed;
  // Java names the file of a class without its folder.
  if (!slashed.includes('/') && slashed.endsWith('.java')) return slashed;
  return /\.\w+$/.test(slashed) ? `${root}/${slashed.replace(/^(?:\.\/)+/, '')}` : undefined;
}

function pathOfUrl(text: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(text).pathname);
    return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
  } catch {
    return undefined;
  }
}

/** True when a frame may lie in the file, by its absolute path with forward slashes. */
export function isInFile(frame: Frame, file: string): boolean {
  return frame.file === file || (!frame.file.includes('/') && file.endsWith(`/${frame.file}`));
}
