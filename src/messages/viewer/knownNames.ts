import { isObject } from '../../core/parse.ts';
import type { Message } from '../message.ts';
import type { KnownNames } from './viewerProtocol.ts';

/** Messages that are looked at, and names that are offered of each kind. */
const looked = 300;
const offered = 100;
/** Characters of a payload past which it is not read for its members. */
const readable = 65_536;

/** Names of attributes and members that the first messages have: what can become a column or a condition. */
export function knownNames(messages: Iterable<Message>, payload: (message: Message) => unknown): KnownNames {
  const attributes = new Set<string>();
  const system = new Set<string>();
  const paths = new Set<string>();
  let seen = 0;
  for (const message of messages) {
    if (seen++ >= looked) break;
    for (const name of Object.keys(message.attributes)) attributes.add(name);
    for (const name of Object.keys(message.systemAttributes)) system.add(name);
    for (const name of members(message, payload)) paths.add(name);
  }
  const list = (names: Set<string>): string[] => [...names].sort().slice(0, offered);
  return { attributes: list(attributes), system: list(system), paths: list(paths) };
}

function members(message: Message, payload: (message: Message) => unknown): string[] {
  if (message.body.length > readable) return [];
  const value = payload(message);
  if (!isObject(value)) return [];
  // A name that is no plain identifier has to be quoted in JMESPath.
  return Object.keys(value)
    .filter(name => name.length <= 100)
    .map(name => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)));
}
