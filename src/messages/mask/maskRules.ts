import { UserError } from '../../core/errors.ts';
import { type Parser, parseArray, parseObject, parseOneOf, parseOptional, parseString } from '../../core/parse.ts';

/** What kinds of values are recognised wherever they stand in a text. */
export const maskKinds = ['email', 'card', 'iban', 'jwt', 'awsAccessKey', 'ipv4'] as const;
export type MaskKind = (typeof maskKinds)[number];

/** One entry of the setting that hides values. */
export interface MaskRule {
  /**
   * Keys of a JSON value, joined by dots: `customer.email`, `lines.*.card`, `password`. It counts at any depth, so that
   * it holds inside envelopes as well.
   */
  readonly path?: string;
  /** Name of a message attribute. */
  readonly attribute?: string;
  /** Hides every value of the kind, in whatever text. */
  readonly kind?: MaskKind;
}

const parseRules = parseArray(
  parseObject({
    path: parseOptional(parseString(500)),
    attribute: parseOptional(parseString(256)),
    kind: parseOptional(parseOneOf(...maskKinds)),
  }),
  200,
);

/** @throws UserError naming the entry that is none */
export const parseMaskRules: Parser<MaskRule[]> = (value, at) => {
  const rules = parseRules(value, at);
  const empty = rules.findIndex(rule => !rule.path && !rule.attribute && !rule.kind);
  if (empty >= 0) throw new UserError(`A rule that hides values needs a path, an attribute or a kind: ${at}[${empty}]`);
  return rules;
};

/** Each is linear in the text: no part of it can match the same characters in two ways. */
export const kindPatterns: Readonly<Record<MaskKind, RegExp>> = {
  email: /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g,
  card: /(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])/g,
  iban: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g,
  jwt: /\beyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]*/g,
  awsAccessKey: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  ipv4: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g,
};

/** Luhn's sum (ISO/IEC 7812-1): what only looks like a card number stays. */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length >= 13 && sum % 10 === 0;
}
