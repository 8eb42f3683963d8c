import { parseArgs } from 'node:util';
import { UserError } from '../../core/errors.ts';
import type { Severity } from '../rule.ts';

export const formats = ['pretty', 'json', 'sarif', 'junit'] as const;
export type Format = (typeof formats)[number];

export interface CliOptions {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly fix: boolean;
  readonly failOn: Severity | 'never';
  readonly rules: readonly string[];
  readonly ignored: readonly string[];
  readonly stdinFilename: string | undefined;
  readonly useParameterDefaults: boolean;
  /** A path, `nearest` to look upwards from each file, or `none`. */
  readonly config: { readonly path: string } | 'nearest' | 'none';
  /** Path of the file to hold the findings against, or to write them to. */
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
  readonly action: 'lint' | 'help' | 'version' | 'list-rules';
}

export const usage = `Usage: msglint [options] <file | folder | glob | ->...

Lints AWS messaging in CloudFormation and SAM templates (YAML, JSON) and in CDK source
(TypeScript, JavaScript, Python, Java, C#, Go). A folder is searched for both; - reads standard input.

Options
  --format <name>               how to print the findings: pretty, json, sarif or junit (pretty)
  --fix                         write the fixes into the files, then report what is left; those that
                                code has to follow only for rules named by --rule
  --fail-on <severity>          lowest severity that makes the exit code 1:
                                error, warning, information, hint or never (warning)
  --baseline <file>             leave out the findings that this file lists
  --write-baseline <file>       list the present findings in a file, and exit with 0
  --rule <id>                   run this rule only; may be repeated
  --ignore <glob>               leave out paths; may be repeated
  --stdin-filename <name>       name, and so language, of what comes from standard input
  --config <file>               take this msglint.json for every file, not the nearest one above it
  --no-config                   read no msglint.json
  --use-parameter-defaults      take the Default of a template parameter for its value
  --list-rules                  print every rule with its severity
  --help, --version

Folders named node_modules, site-packages, cdk.out or starting with a dot, tests (*.test.ts, *.spec.ts, test_*.py,
*_test.go, *Test.java, *Tests.cs) and JavaScript beside its TypeScript are skipped unless they are named.
Exit code: 0 nothing found at or above --fail-on, 1 something found, 2 wrong usage or nothing to read.
`;

const severities: readonly string[] = ['error', 'warning', 'information', 'hint', 'never'];

/**
 * Reads the command line.
 * @throws UserError that says which argument is wrong
 */
export function readOptions(args: readonly string[]): CliOptions {
  const { values, positionals } = parse(args);
  const format = values.format ?? 'pretty';
  if (!isFormat(format)) throw new UserError(`--format takes ${formats.join(', ')}, not ${format}`);
  const failOn = values['fail-on'] ?? 'warning';
  if (!severities.includes(failOn)) throw new UserError(`--fail-on takes ${severities.join(', ')}, not ${failOn}`);
  const action = values.help ? 'help' : values.version ? 'version' : values['list-rules'] ? 'list-rules' : 'lint';
  if (action === 'lint' && positionals.length === 0)
    throw new UserError('Name a file, a folder, a glob, or - for standard input');
  if (values.baseline !== undefined && values['write-baseline'] !== undefined)
    throw new UserError('Take --baseline or --write-baseline, not both');
  return {
    paths: positionals,
    format,
    fix: values.fix ?? false,
    failOn: failOn as Severity | 'never',
    rules: values.rule ?? [],
    ignored: values.ignore ?? [],
    stdinFilename: values['stdin-filename'],
    useParameterDefaults: values['use-parameter-defaults'] ?? false,
    config: values['no-config'] ? 'none' : values.config === undefined ? 'nearest' : { path: values.config },
    baseline: values.baseline,
    writeBaseline: values['write-baseline'],
    action,
  };
}

function isFormat(text: string): text is Format {
  return (formats as readonly string[]).includes(text);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        fix: { type: 'boolean' },
        'fail-on': { type: 'string' },
        rule: { type: 'string', multiple: true },
        ignore: { type: 'string', multiple: true },
        'stdin-filename': { type: 'string' },
        baseline: { type: 'string' },
        'write-baseline': { type: 'string' },
        config: { type: 'string' },
        'no-config': { type: 'boolean' },
        'use-parameter-defaults': { type: 'boolean' },
        'list-rules': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

const ranks: Readonly<Record<string, number>> = { error: 4, warning: 3, information: 2, hint: 1 };

/** True when a finding of the severity makes the run fail. */
export function fails(severity: Severity, failOn: string): boolean {
  const least = ranks[failOn];
  return least !== undefined && (ranks[severity] ?? 0) >= least;
}
