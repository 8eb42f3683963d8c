import type { Message } from '../message.ts';

/**
 * What arrives while a viewer is paused. Held like the viewer's own messages: past the limit the oldest fall out, as
 * they would have without the pause.
 */
export class WaitingMessages {
  readonly #maxCharacters: number;
  #messages: Message[] = [];
  #characters = 0;
  #dropped = 0;

  /** Characters of bodies that wait at most. */
  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  get size(): number {
    return this.#messages.length;
  }

  /** Messages that fell out since the last {@link take}. */
  get dropped(): number {
    return this.#dropped;
  }

  add(messages: readonly Message[], limit: number): void {
    for (const message of messages) {
      this.#messages.push(message);
      this.#characters += message.body.length;
    }
    let over = 0;
    for (const { body } of this.#messages) {
      if (this.#messages.length - over <= limit && this.#characters <= this.#maxCharacters) break;
      this.#characters -= body.length;
      over++;
    }
    if (over > 0) this.#messages.splice(0, over);
    this.#dropped += over;
  }

  /** Everything that waits, which it then no longer does. */
  take(): readonly Message[] {
    const messages = this.#messages;
    this.#messages = [];
    this.#characters = 0;
    this.#dropped = 0;
    return messages;
  }

  [Symbol.iterator](): Iterator<Message> {
    return this.#messages.values();
  }
}
