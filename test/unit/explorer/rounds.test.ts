import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Rounds } from '../../../src/explorer/rounds.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function rounds(seconds: number, lastsMs = 0) {
  const signals: AbortSignal[] = [];
  const made = new Rounds({
    round: async signal => {
      signals.push(signal);
      if (lastsMs > 0) await new Promise(resolve => setTimeout(resolve, lastsMs));
    },
    intervalSeconds: () => seconds,
    nudgeMs: 300,
  });
  return { made, signals };
}

describe('rounds', () => {
  it('run only while somebody looks', async () => {
    const { made, signals } = rounds(30);
    made.nudge();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(signals).toHaveLength(0);
    made.setVisible(true);
    await vi.advanceTimersByTimeAsync(300);
    expect(signals).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(signals).toHaveLength(3);
    made.setVisible(false);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(signals).toHaveLength(3);
  });

  it('are ended by hiding', async () => {
    const { made, signals } = rounds(30, 5_000);
    made.setVisible(true);
    await vi.advanceTimersByTimeAsync(1_000);
    made.setVisible(false);
    expect(signals[0]?.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(signals).toHaveLength(1);
  });

  it('put several wishes into one, and a late wish into another', async () => {
    const { made, signals } = rounds(0, 1_000);
    made.setVisible(true);
    made.nudge();
    made.nudge();
    await vi.advanceTimersByTimeAsync(500);
    expect(signals).toHaveLength(1);
    made.nudge();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(signals).toHaveLength(2);
  });

  it('wait for a wish when the interval is 0', async () => {
    const { made, signals } = rounds(0);
    made.setVisible(true);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(signals).toHaveLength(1);
    made.nudge();
    await vi.advanceTimersByTimeAsync(300);
    expect(signals).toHaveLength(2);
    made.dispose();
  });
});
