/** A character that a message body must not hold, and where. */
export interface ForbiddenCharacter {
  /** In UTF-16 units. */
  readonly index: number;
  /** `the control character U+0007`, `half of a character (U+D83D)` */
  readonly name: string;
}

/** Half of a surrogate pair: no such text can be written as UTF-8. */
export function findHalfCharacter(text: string): ForbiddenCharacter | undefined {
  const match = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text);
  return match ? { index: match.index, name: `half of a character (${codeName(text, match.index)})` } : undefined;
}

/**
 * The first character SQS does not take: all but #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD and #x10000 to
 * #x10FFFF (AWSSimpleQueueService/latest/APIReference/API_SendMessage.html).
 */
export function findForbiddenInQueueBody(text: string): ForbiddenCharacter | undefined {
  const match = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.exec(text);
  const half = findHalfCharacter(text);
  if (match && (half === undefined || match.index < half.index)) {
    const kind = match[0] < ' ' ? 'control character' : 'character';
    return { index: match.index, name: `the ${kind} ${codeName(text, match.index)}` };
  }
  return half;
}

function codeName(text: string, index: number): string {
  return `U+${text.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')}`;
}
