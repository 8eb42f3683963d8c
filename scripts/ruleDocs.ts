/** `node scripts/ruleDocs.ts`: writes docs/rules/, a page for each lint rule and the list of all of them. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { catalogue } from '../src/lint/catalogue.ts';
import type { Rule, RuleExample } from '../src/lint/rule.ts';

/** Pages of the folder that other scripts write. */
export const otherPages: readonly string[] = ['coverage.md', 'peers.md'];

const folder = path.resolve(import.meta.dirname, '../docs/rules');

/** Every page by its file name. */
export function rulePages(rules: readonly Rule[] = catalogue): ReadonlyMap<string, string> {
  return new Map([['README.md', list(rules)], ...rules.map(rule => [`${rule.id}.md`, page(rule)] as const)]);
}

function list(rules: readonly Rule[]): string {
  const rows = rules.map(
    rule =>
      `| [\`${rule.id}\`](${rule.id}.md) | ${rule.title} | ${rule.severity} | ${rule.fix ? fixedIn(rule) : 'no'} |`,
  );
  return `# Lint rules

What \`msglint\` and the editor check, in CloudFormation and SAM templates (YAML, JSON) and in CDK source (TypeScript,
JavaScript, Python, Java, C#, Go). A value that cannot be known from the source never raises a finding. A quick fix is
written into the files its column names: templates, or templates and CDK source in any of these languages. A fix that code has to follow, a handler or a publisher, is never made
together with others, neither on save nor by \`--fix\`, unless its rule is named.

| Rule | What it finds | Severity | Quick fix |
|---|---|---|---|
${rows.join('\n')}

How often each rule is tried in each language: [coverage.md](coverage.md). What other linters say about the same files, and
how long they take: [peers.md](peers.md).

## Switching a rule off

- For one place: \`# msglint-disable-next-line RULE -- why\` in YAML and Python, \`// msglint-disable-next-line RULE -- why\` elsewhere.
- For one resource, or for a whole template when it stands at the top:

  \`\`\`yaml
  Metadata:
    msglint:
      disable:
        sqs-missing-dlq: Replies that nobody waits for may go
  \`\`\`

  What cfn_nag, CloudFormation Guard, cfn-lint and checkov read from Metadata counts as well, for the rules that are
  the same as one of theirs.
- Everywhere in the editor: the setting \`messagingWorkbench.lint.severity\`, for example \`{ "sqs-missing-dlq": "off" }\`.
- On the command line: \`--rule\` runs only the rules it names.
`;
}

function fixedIn(rule: Rule): string {
  return rule.docs.fixIn ?? 'templates, CDK';
}

function page(rule: Rule): string {
  const equivalents =
    rule.equivalents.length > 0
      ? `\nThe same check elsewhere: ${rule.equivalents.map(id => `\`${id}\``).join(', ')}.\n`
      : '';
  return `# ${rule.title}

\`${rule.id}\` · ${rule.severity} · ${rule.fix ? `quick fix in ${fixedIn(rule)}` : 'no quick fix'}

${rule.docs.why}
${rule.docs.fixNeeds ? `\nThe quick fix is offered where ${rule.docs.fixNeeds}.\n` : ''}${rule.docs.noFix ? `\nThere is no quick fix. ${rule.docs.noFix}\n` : ''}${equivalents}
## Silent when

${rule.docs.silent.map(each => `- ${each}`).join('\n')}

## Found

${rule.docs.bad.map(example).join('\n')}
## Right

${rule.docs.good.map(example).join('\n')}
## Sources

${rule.docs.sources.map(url => `- <${url}>`).join('\n')}
`;
}

function example({ language, code }: RuleExample): string {
  return `\`\`\`${language}\n${code}\`\`\`\n`;
}

async function main(): Promise<void> {
  const pages = rulePages();
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder))
    if (!pages.has(name) && !otherPages.includes(name)) await rm(path.join(folder, name));
  for (const [name, text] of pages) await writeFile(path.join(folder, name), text);
  console.log(`${pages.size} pages written to docs/rules`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
