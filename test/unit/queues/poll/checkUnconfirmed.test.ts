import { expect, test } from 'vitest';
import { checkWords } from '../../../../src/queues/poll/app/pollWords.ts';
import { checkUnconfirmed } from '../../../../src/queues/poll/checkUnconfirmed.ts';
import { defaultPlan } from '../../../../src/queues/poll/pollPlan.ts';
import { PollSession } from '../../../../src/queues/poll/pollSession.ts';
import { ManualClock, MemorySqs } from '../memoryQueue.ts';

const never = new AbortController().signal;

/** A queue whose messages have been received, and the first of which were deleted in a way that stays unconfirmed. */
async function setup(messages: number, how: 'late' | 'lost') {
  const clock = new ManualClock();
  const sqs = new MemorySqs(clock);
  const queue = sqs.queue('orders');
  for (let n = 0; n < messages; n++) sqs.put(queue, { body: `b${n}` });
  const session = new PollSession(sqs, queue, clock, 1);
  for await (const step of session.collect({ ...defaultPlan, holdSeconds: 30 }, {}, never)) void step;
  if (how === 'late') clock.advance(31);
  else sqs.fault = call => (call === 'delete' ? 'lost-answer' : undefined);
  const ids = [...session.messages()].map(each => each.message.messageId);
  const outcome = await session.delete(ids.slice(0, 2));
  sqs.fault = () => undefined;
  expect(outcome).toMatchObject({ done: 0, unconfirmed: 2 });
  const check = (maxReceiveCount?: number) => checkUnconfirmed(session, sqs, queue, clock, { maxReceiveCount }, never);
  return { clock, sqs, queue, session, ids, check };
}

test('a late delete did not happen: the messages are found, held anew, and deleted for certain', async () => {
  const { session, sqs, queue, check } = await setup(5, 'late');
  const outcome = await check();
  expect(outcome).toMatchObject({ still: ['m1', 'm2'], notSeen: [], hidden: [] });
  expect(checkWords(outcome)).toContain('2 messages are still in the queue; they are held again until');
  expect(session.message('m1')?.state).toBe('held');
  expect(await session.delete(['m1', 'm2'])).toMatchObject({ done: 2, unconfirmed: 0 });
  expect(sqs.bodies(queue)).toEqual(['b2', 'b3', 'b4']);
  expect(sqs.visible(queue)).toEqual(['b2', 'b3', 'b4']);
});

test('a delete whose answer was lost: hidden while we hold it, then not seen, which proves nothing', async () => {
  const { clock, session, check } = await setup(5, 'lost');
  const early = await check();
  expect(early).toMatchObject({ still: [], notSeen: [], hidden: ['m1', 'm2'], distinct: 0 });
  expect(checkWords(early)).toContain('2 messages would still be hidden by our own hold: check again after');
  clock.advance(31);
  const outcome = await check();
  expect(outcome).toMatchObject({ still: [], notSeen: ['m1', 'm2'], hidden: [], distinct: 3, reason: 'empty' });
  expect(checkWords(outcome)).toContain('did not come among 3 distinct messages before nothing more came');
  expect(checkWords(outcome)).toContain('This is not certain.');
  expect(session.message('m1')?.state).toBe('unconfirmed');
});

test('a look that ends early claims nothing, and gives back what it took', async () => {
  const { clock, sqs, queue, check } = await setup(5, 'lost');
  clock.advance(31);
  const outcome = await check(2);
  expect(outcome.reason).toBe('budget');
  expect(checkWords(outcome)).toContain('deleted or not, that is not known');
  expect(sqs.visible(queue)).toHaveLength(3);
});
