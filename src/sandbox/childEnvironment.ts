/**
 * The environment a local server gets: this one without anything that names AWS accounts or steers Node, so that no
 * credentials reach it and no debugger attaches, and with what makes Electron's binary behave as plain Node.
 */
export function childEnvironment(extra: Readonly<Record<string, string>>): Record<string, string> {
  const unwanted = /^(AWS_|NODE_|ELECTRON_|VSCODE_|FAUXQS_|KINESIS_|SANDBOX_)/;
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !unwanted.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1', ...extra };
}
