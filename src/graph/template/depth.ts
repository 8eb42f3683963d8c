import { UserError } from '../../core/errors.ts';

/** Deeper nesting than any template has; CloudFormation itself stops far earlier. */
const maxDepth = 200;

/**
 * Refuses text whose brackets or leading blanks nest so deep that a recursive parser would run out of stack or time.
 * @throws UserError
 */
export function assertDepth(text: string): void {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth);
    else if ((code === 0x7d || code === 0x5d) && depth > 0) depth--;
  }
  const blanks = / {800}|(?:- ){200}|(?:\? ){200}|\t{400}/.test(text);
  if (deepest > maxDepth || blanks) {
    throw new UserError(`The document nests too deep to be a template: more than ${maxDepth} levels.`);
  }
}
