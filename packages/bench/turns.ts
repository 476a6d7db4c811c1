export interface Contender {
  readonly name: string;
  /** Makes the given number of calls. */
  readonly run: (calls: number) => Promise<void>;
}

export interface Score {
  readonly name: string;
  /** Median over the rounds, in microseconds a call. */
  readonly microseconds: number;
  /** Median over the rounds of this contender's time divided by the first one's. */
  readonly ratio: number;
}

/**
 * Lets the contenders take turns: every round runs each of them, in an order
 * that rotates, so that a slow moment of the machine hits all alike.
 */
export async function takeTurns(
  contenders: readonly Contender[],
  { rounds, calls }: { rounds: number; calls: number },
): Promise<Score[]> {
  for (const { run } of contenders) await run(calls);
  const times = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (round + turn) % contenders.length;
      const start = process.hrtime.bigint();
      await contenders[index]?.run(calls);
      times[index]?.push(Number(process.hrtime.bigint() - start) / 1000 / calls);
    }
  }
  return contenders.map(({ name }, index) => {
    const own = times[index] ?? [];
    const first = times[0] ?? [];
    return {
      name,
      microseconds: median(own),
      ratio: median(own.map((time, round) => time / (first[round] ?? Number.NaN))),
    };
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function print(title: string, scores: readonly Score[]): void {
  console.log(`\n${title}`);
  console.table(
    scores.map(({ name, microseconds, ratio }) => ({
      contender: name,
      "µs a call": microseconds.toFixed(1),
      ratio: ratio.toFixed(2),
    })),
  );
}
