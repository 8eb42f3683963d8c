import type { MessageFilter } from '../../messages/store/messageFilter.ts';

/** Clocks of this machine and of SQS may differ by so much before a message is missed, in milliseconds. */
const tolerance = 60_000;

/** Finds in a viewer what a run that started then has sent. */
export function sentSince(startedAt: number): MessageFilter {
  return { sentAfter: startedAt - tolerance };
}
