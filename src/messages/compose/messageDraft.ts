import { UserError } from '../../core/errors.ts';
import { isObject } from '../../core/parse.ts';
import { entryOf, type OutgoingEntry, parseJson } from './outgoingEntry.ts';

/** How the name of a draft's or template's file ends. */
export const draftEnding = '.message.json';

/** Where a draft goes; what is missing is asked for. */
export interface DraftTarget {
  /** Name or ARN. */
  readonly queue?: string;
  /** A connection's id. */
  readonly connection?: string;
  readonly region?: string;
}

/** A message as a file that a person edits. */
export interface MessageDraft {
  readonly target: DraftTarget;
  /** Placeholders such as `{{uuid}}` are filled in when it is sent. */
  readonly placeholders: boolean;
  readonly entry: OutgoingEntry;
}

const members = new Set([
  '$schema',
  'queue',
  'connection',
  'region',
  'placeholders',
  'body',
  'attributes',
  'groupId',
  'deduplicationId',
  'delaySeconds',
  'systemAttributes',
]);

/** Reads the text of a draft file. Throws a UserError that says what is wrong. */
export function parseDraft(text: string): MessageDraft {
  const value = parseJson(text);
  if (!isObject(value)) throw new UserError('A message draft is a JSON object with "body"');
  const stranger = Object.keys(value).find(name => !members.has(name));
  if (stranger !== undefined) throw new UserError(`This is no part of a message draft: ${stranger}`);
  const placeholders = value['placeholders'] ?? false;
  if (typeof placeholders !== 'boolean') throw new UserError('True or false is needed: "placeholders"');
  const target: Record<string, string> = {};
  for (const name of ['queue', 'connection', 'region']) {
    const part = value[name];
    if (part === undefined || part === null || part === '') continue;
    if (typeof part !== 'string') throw new UserError(`A text is needed: "${name}"`);
    target[name] = part;
  }
  return { target, placeholders, entry: entryOf(value, text) };
}

/** The text of a draft file; {@link parseDraft} reads the same body back, byte for byte. */
export function draftText({ target, placeholders, entry }: MessageDraft): string {
  const { body, attributes, groupId, deduplicationId, delaySeconds, systemAttributes } = entry;
  const lines: [string, string | undefined][] = [
    ['queue', written(target.queue)],
    ['connection', written(target.connection)],
    ['region', written(target.region)],
    ['placeholders', placeholders ? 'true' : undefined],
    ['body', isDocument(body) ? body : JSON.stringify(body)],
    ['attributes', written(attributes)],
    ['groupId', written(groupId)],
    ['deduplicationId', written(deduplicationId)],
    ['delaySeconds', written(delaySeconds)],
    ['systemAttributes', written(systemAttributes)],
  ];
  const shown = lines.filter((line): line is [string, string] => line[1] !== undefined);
  return `{\n${shown.map(([name, json]) => `  "${name}": ${json}`).join(',\n')}\n}\n`;
}

function written(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value, undefined, 2).replaceAll('\n', '\n  ');
}

/** True for a body that can stand in a draft as it is: an object or a list without space around it. */
function isDocument(body: string): boolean {
  if (!/^[[{][\s\S]*[\]}]$/.test(body)) return false;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object';
  } catch {
    return false;
  }
}
