import { count, formatNumber } from '../../../core/text.ts';
import type { CheckOutcome } from '../checkUnconfirmed.ts';
import { coverage } from '../pollPlan.ts';
import type { ActOutcome } from '../pollSession.ts';
import type { PollSummary, PollView } from '../queuePollProtocol.ts';

/** What is known of the queue, in one line. */
export function figuresWords({ figures }: PollView): string {
  const parts = [
    figures.messages !== undefined && `about ${count(figures.messages, 'message')} to receive`,
    figures.messagesNotVisible !== undefined && `${formatNumber(figures.messagesNotVisible)} in flight`,
    figures.messagesDelayed !== undefined && `${formatNumber(figures.messagesDelayed)} delayed`,
    figures.fifo && 'FIFO',
    figures.maxReceiveCount !== undefined &&
      `${count(figures.maxReceiveCount, 'receive')}, then ${figures.deadLetterQueueName ?? 'the dead-letter queue'}`,
  ];
  const text = parts.filter(part => part !== false).join(', ');
  return text === '' ? '' : `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}

/** What became of the messages that a release or a delete was meant for. */
export function outcomeWords(method: 'delete' | 'release', outcome: ActOutcome): string {
  const verb = method === 'delete' ? 'deleted' : 'released';
  const parts = [`${count(outcome.done, 'message')} ${verb}.`];
  if (outcome.unconfirmed > 0) {
    parts.push(
      method === 'delete'
        ? `${count(outcome.unconfirmed, 'delete')} unconfirmed: the hold had ended or no answer came, so the message may still be there.`
        : `${count(outcome.unconfirmed, 'message')} came back by themselves.`,
    );
  }
  const [first] = outcome.failed;
  if (first) parts.push(`${count(outcome.failed.length, 'message')} not ${verb}: ${first.reason}`);
  return parts.join(' ');
}

/** What a second look at the queue says of deletes that were not confirmed; never more than is known. */
export function checkWords(outcome: CheckOutcome): string {
  const { still, notSeen, hidden, distinct, reason } = outcome;
  const time = (ms: number): string => new Date(ms).toLocaleTimeString();
  const parts: string[] = [];
  if (still.length > 0) {
    const [is, it] = still.length === 1 ? ['is', 'it is'] : ['are', 'they are'];
    parts.push(
      `${count(still.length, 'message')} ${is} still in the queue; ${it} held again until ${time(outcome.heldUntil)} and can be deleted.`,
    );
  }
  if (notSeen.length > 0) {
    const seen = `${count(notSeen.length, 'message')} did not come among ${count(distinct, 'distinct message')}`;
    parts.push(
      reason === 'empty'
        ? `${seen} before nothing more came: probably deleted, or held by a consumer. This is not certain.`
        : `${seen}, but not all of the queue was seen: deleted or not, that is not known.`,
    );
  }
  if (hidden.length > 0) {
    parts.push(
      `${count(hidden.length, 'message')} would still be hidden by our own hold: check again after ${time(outcome.hiddenUntil)}.`,
    );
  }
  return parts.join(' ');
}

/** How a poll ended, how much of the queue it saw, and where its messages are now. */
export function summaryWords(summary: PollSummary, { figures }: PollView, deadline: number): string {
  const { maxReceiveCount } = figures;
  const ends: Record<PollSummary['reason'], string> = {
    enough: 'The poll has what you asked for.',
    empty: 'Nothing more came.',
    time: 'The time to hold messages is used up.',
    budget:
      maxReceiveCount === undefined
        ? 'A message has been received often, so the poll stopped.'
        : `A message has been received at least ${count(Math.max(1, maxReceiveCount - 1), 'time')} of ${maxReceiveCount}, so the poll stopped.`,
    memory: 'The bodies have become too many to hold.',
    stopped: 'Stopped.',
  };
  const blocked =
    figures.fifo && summary.reason === 'empty' ? ' Only the head of each group can be seen while it is held.' : '';
  return `${ends[summary.reason]} ${coverage(summary.distinct, figures)} in ${count(summary.receives, 'receive')}.${blocked} ${releaseWords(summary, deadline)}`;
}

function releaseWords({ released }: PollSummary, deadline: number): string {
  const until = new Date(deadline).toLocaleTimeString();
  if (!released) return `They stay held until ${until}.`;
  const back = `${count(released.done, 'message')} released.`;
  const late = released.failed.length + released.unconfirmed;
  return late === 0 ? back : `${back} ${count(late, 'message')} could not be and come back by ${until}.`;
}
