/** The readers a text can go to. */
export type TemplateFormat = 'yaml' | 'json';

const heads = /AWSTemplateFormatVersion|AWS::Serverless-2016-10-31|["']?Resources["']?\s*:/;

/**
 * True when the text may be a CloudFormation or SAM template: cheap enough for every keystroke, and wrong only in
 * the harmless direction.
 */
export function looksLikeTemplate(text: string): boolean {
  return heads.test(text) && /AWS::[A-Za-z0-9]+::[A-Za-z0-9]+/.test(text);
}

export function templateFormat(text: string): TemplateFormat {
  return /^\s*(?:\/[/*]|\{)/.test(text) ? 'json' : 'yaml';
}

/** True when a text may name the template of a nested stack: cheap, and wrong only in the harmless direction. */
export function mayNest(text: string): boolean {
  return text.includes('AWS::CloudFormation::Stack') || text.includes('AWS::Serverless::Application');
}
