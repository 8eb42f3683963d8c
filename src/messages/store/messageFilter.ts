import {
  type Parser,
  parseArray,
  parseBoolean,
  parseInteger,
  parseObject,
  parseOneOf,
  parseOptional,
  parseString,
} from '../../core/parse.ts';
import { maxExpression } from './columns.ts';

export const attributeOperators = ['equals', 'notEquals', 'contains', 'exists', 'absent'] as const;

/** A condition on a message attribute. `notEquals` also holds where the attribute is absent; `contains` ignores case. */
export interface AttributeCondition {
  readonly name: string;
  readonly operator: (typeof attributeOperators)[number];
  readonly value?: string;
}

/** All conditions must hold; `invert` turns the whole around. */
export interface MessageFilter {
  /** Found in body, inner payload, id, group id, attribute names or values. */
  readonly text?: string;
  /** The text is a JavaScript regular expression, tried on each of these by itself. */
  readonly regex?: boolean;
  readonly matchCase?: boolean;
  readonly attributes?: readonly AttributeCondition[];
  /** JMESPath over `{ body, attributes, system, id, sentAt, receiveCount, groupId }`, `body` being the inner payload. */
  readonly expression?: string;
  /** Milliseconds since 1970, inclusive; a message without a time does not match. */
  readonly sentAfter?: number;
  /** Milliseconds since 1970, exclusive. */
  readonly sentBefore?: number;
  readonly receiveCountAtLeast?: number;
  readonly groupId?: string;
  /** Key of the group of dead letters that the message belongs to. */
  readonly cause?: string;
  readonly invert?: boolean;
}

/** Farthest point in time that JavaScript knows, in milliseconds from 1970. */
const maxTime = 8_640_000_000_000_000;

const parseName = parseString(512);
const parseTime = parseInteger(-maxTime, maxTime);

export const filterParser: Parser<MessageFilter> = parseObject({
  text: parseOptional(parseString(maxExpression)),
  regex: parseOptional(parseBoolean),
  matchCase: parseOptional(parseBoolean),
  attributes: parseOptional(
    parseArray(
      parseObject({
        name: parseName,
        operator: parseOneOf(...attributeOperators),
        value: parseOptional(parseString(maxExpression)),
      }),
      50,
    ),
  ),
  expression: parseOptional(parseString(maxExpression)),
  sentAfter: parseOptional(parseTime),
  sentBefore: parseOptional(parseTime),
  receiveCountAtLeast: parseOptional(parseInteger(0, 1_000_000)),
  groupId: parseOptional(parseName),
  cause: parseOptional(parseString(100)),
  invert: parseOptional(parseBoolean),
});
