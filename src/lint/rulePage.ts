const folder = 'https://github.com/messaging-workbench/messaging-workbench/blob/main/docs/rules';

/** The page that documents a rule, or the list of all of them. */
export function rulePage(ruleId?: string): string {
  return ruleId === undefined ? `${folder}/README.md` : `${folder}/${ruleId}.md`;
}
