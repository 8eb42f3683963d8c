import { Assemblies } from './assemblies.ts';
import { Configs } from './configs.ts';
import { findFiles } from './files.ts';
import type { Job } from './job.ts';
import type { CliOptions } from './options.ts';

/** What a run has to do. */
export interface Plan {
  readonly jobs: readonly Job[];
  /** Files that a `msglint.json` leaves alone. */
  readonly excluded: number;
  /** What came from standard input, left alone or not. */
  readonly stdin: string | undefined;
  /** Where synthesized templates come from. */
  readonly assemblies: Assemblies;
}

/**
 * Finds the files of a command line and what holds for each of them.
 * @throws UserError when a path names nothing or a configuration cannot be used
 */
export async function makePlan(options: CliOptions): Promise<Plan> {
  const assemblies = new Assemblies();
  const files = await findFiles(
    options.paths.filter(path => path !== '-'),
    options.ignored,
    assemblies,
  );
  const configs = new Configs(options);
  const jobs: Job[] = [];
  let excluded = 0;
  const add = async (file: string, text?: string) => {
    const settings = await configs.settings(file);
    const fix = options.fix && !(await assemblies.has(file));
    if (settings) jobs.push({ file, fix, settings, ...(text === undefined ? {} : { text }) });
    else excluded++;
  };
  for (const file of files) await add(file);
  const stdin = options.paths.includes('-') ? await readStdin() : undefined;
  if (stdin !== undefined) await add(options.stdinFilename ?? 'stdin.yaml', stdin);
  return { jobs, excluded, stdin, assemblies };
}

async function readStdin(): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
