import { type OutputUnit, type Schema, type SchemaDraft, Validator } from '@cfworker/json-schema';
import { UserError } from '../../core/errors.ts';
import { isObject } from '../../core/parse.ts';
import { parseJson } from './outgoingEntry.ts';

/** One entry of the setting `messagingWorkbench.messages.bodySchemas`. */
export interface BodySchemaChoice {
  /** Name or ARN; `*` stands for any characters. */
  readonly resource: string;
  /** Path of a JSON Schema, relative to the workspace folder. */
  readonly file: string;
}

/** What is wrong with a body, in words with their JSON path; empty when nothing is. */
export type BodyCheck = (body: string) => readonly string[];

/** Problems told of one body. */
const maxProblems = 20;

/** The first choice that names this resource. */
export function schemaFor(
  choices: readonly BodySchemaChoice[],
  resource: { readonly name: string; readonly arn: string },
): BodySchemaChoice | undefined {
  return choices.find(choice => {
    if (typeof choice.resource !== 'string' || typeof choice.file !== 'string') return false;
    const parts = choice.resource.split('*').map(part => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
    const pattern = new RegExp(`^${parts.join('.*')}$`);
    return pattern.test(resource.name) || pattern.test(resource.arn);
  });
}

/** Makes a check out of the text of a JSON Schema, draft 4 to 2020-12. Throws a UserError when it is none. */
export function bodyCheck(schemaText: string): BodyCheck {
  const schema = parseJson(schemaText.replace(/^\ufeff/, ''));
  if (typeof schema !== 'boolean' && !isObject(schema)) throw new UserError('A JSON Schema is an object');
  const validator = new Validator(schema as Schema | boolean, draftOf(schema), false);
  return body => {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return ['The body is no JSON, and the schema is about JSON'];
    }
    const { valid, errors } = validator.validate(value);
    if (valid) return [];
    const inner = errors.filter(error => !errors.some(other => other !== error && isWithin(other, error)));
    const problems = [
      ...new Set(inner.map(error => `${pathOf(error.instanceLocation)}: ${error.error.replace(/\.$/, '')}`)),
    ];
    const rest = problems.length - maxProblems;
    return rest > 0 ? [...problems.slice(0, maxProblems), `and ${rest} more`] : problems;
  };
}

/** True when the one problem only says that the other lies somewhere below it. */
function isWithin(inner: OutputUnit, outer: OutputUnit): boolean {
  return outer.keyword === '$ref'
    ? inner.instanceLocation === outer.instanceLocation ||
        inner.instanceLocation.startsWith(`${outer.instanceLocation}/`)
    : inner.keywordLocation.startsWith(`${outer.keywordLocation}/`);
}

function draftOf(schema: unknown): SchemaDraft {
  const named = isObject(schema) && typeof schema['$schema'] === 'string' ? schema['$schema'] : '';
  if (/draft-0?4/.test(named)) return '4';
  if (/draft-0?[67]/.test(named)) return '7';
  return named.includes('2019-09') ? '2019-09' : '2020-12';
}

/** `#/orders/0/a~1b` as `$.orders[0]["a/b"]`. */
function pathOf(pointer: string): string {
  const steps = pointer
    .replace(/^#\/?/, '')
    .split('/')
    .filter(step => step !== '')
    .map(step => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
  return `$${steps.map(step => (/^\d+$/.test(step) ? `[${step}]` : /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`)).join('')}`;
}
