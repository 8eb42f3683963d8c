import type { DecodedMessage } from '../decode/decodeMessage.ts';
import type { Message } from '../message.ts';
import { type CauseGroup, Triage } from './triage.ts';

type Read = (message: Message) => Pick<DecodedMessage, 'layers' | 'facts' | 'value'>;

/** The causes of the messages of one viewer: each message is looked at once, when somebody first asks. */
export class Causes {
  #read: Read | undefined;
  #triage = this.#begin();
  readonly #keys = new Map<string, string>();

  #begin(): Triage {
    return new Triage(message => this.#read?.(message) ?? { layers: [], facts: [], value: message.body });
  }

  causeOf(message: Message, read: Read): { readonly key: string; readonly title: string } {
    let key = this.#keys.get(message.id);
    if (key === undefined) {
      this.#read = read;
      key = this.#triage.add(message);
      this.#keys.set(message.id, key);
    }
    return { key, title: this.#triage.title(key) ?? '' };
  }

  /** Messages that have been looked at. */
  get sorted(): number {
    return this.#keys.size;
  }

  /** The largest first. */
  groups(): CauseGroup[] {
    return this.#triage.groups();
  }

  clear(): void {
    this.#triage = this.#begin();
    this.#keys.clear();
  }
}
