import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redriveQueue } from '../../../../src/queues/redrive/redriveQueue.ts';
import { type RunRecord, RunState } from '../../../../src/queues/redrive/redriveState.ts';
import { type Fault, ManualClock, MemorySqs } from '../memoryQueue.ts';

const faults: readonly (Fault | undefined)[] = ['lost-answer', 'refused', 'throttled', 'entry-fails'];

/** Random faults on every call, and a kill between any two of them, until a last run without faults. */
async function campaign(fifo: boolean, dice: readonly number[], kills: readonly number[]) {
  const end = fifo ? '.fifo' : '';
  const clock = new ManualClock();
  const sqs = new MemorySqs(clock);
  const source = sqs.queue(`dlq${end}`);
  const destination = sqs.queue(`main${end}`);
  const total = 37;
  for (let n = 0; n < total; n++) sqs.put(source, { body: `b${n}`, ...(fifo && { groupId: `g${n % 4}` }) });
  const lines: RunRecord[] = [];
  let calls = 0;
  const run = async (killAfter: number, faulty: boolean) => {
    const state = new RunState();
    for (const line of lines) state.apply(line);
    let left = killAfter;
    const dead = new Error('killed');
    sqs.fault = () => {
      if (left-- <= 0) throw dead;
      const roll = dice[calls++ % dice.length] ?? 99;
      return faulty && roll < faults.length ? faults[roll] : undefined;
    };
    const journal = {
      append: async (records: readonly RunRecord[]) => {
        if (left <= 0) throw dead;
        lines.push(...records);
      },
    };
    const result = await redriveQueue(
      {
        client: sqs,
        source,
        destination: { kind: 'queue', queue: destination },
        run: 'r',
        journal,
        state,
        resumed: true,
        clock,
        visibilitySeconds: 20,
        waitSeconds: 1,
      },
      () => undefined,
      new AbortController().signal,
    );
    sqs.fault = () => undefined;
    return result;
  };
  for (const kill of kills) await run(kill, true);
  const result = await run(Number.POSITIVE_INFINITY, false);
  return { sqs, source, destination, result, total };
}

const dice = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 20, maxLength: 60 });
const kills = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 4 });

test('standard: nothing is lost, and every duplicate is listed', async () => {
  await fc.assert(
    fc.asyncProperty(dice, kills, async (rolls, ends) => {
      const { sqs, source, destination, result, total } = await campaign(false, rolls, ends);
      const there = sqs.bodies(destination);
      expect(new Set([...there, ...sqs.bodies(source)]).size).toBe(total);
      const listed = new Set([...result.possibleDuplicates, ...result.undecided]);
      const firstIds = new Map(sqs.accepted.slice(0, total).map(entry => [entry.body, entry.id]));
      for (const [body, id] of firstIds) {
        const copies = there.filter(other => other === body).length;
        if (copies > 1) expect(listed).toContain(id);
      }
    }),
    { seed: 7, numRuns: 150 },
  );
});

test('FIFO: nothing is lost, nothing is doubled, the order of each group holds', async () => {
  await fc.assert(
    fc.asyncProperty(dice, kills, async (rolls, ends) => {
      const { sqs, source, destination, total } = await campaign(true, rolls, ends);
      const there = sqs.bodies(destination);
      expect(new Set(there).size).toBe(there.length);
      expect(new Set([...there, ...sqs.bodies(source)]).size).toBe(total);
      for (let group = 0; group < 4; group++) {
        const order = there.map(body => Number(body.slice(1))).filter(n => n % 4 === group);
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
    }),
    { seed: 7, numRuns: 150 },
  );
});
