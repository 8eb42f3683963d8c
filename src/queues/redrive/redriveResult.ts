/** How far a run is. */
export interface RedriveProgress {
  readonly moved: number;
  readonly failed: number;
  readonly skipped: number;
  readonly possibleDuplicates: number;
}

/** A message that stays in the source, and why. */
export interface Left {
  readonly id: string;
  readonly reason: string;
}

export interface RedriveResult {
  /** `stopped`: the run could not go on, for `reason`. */
  readonly outcome: 'done' | 'cancelled' | 'stopped';
  readonly reason?: string;
  /** Sent, confirmed, and deleted from the source in time. */
  readonly moved: number;
  /** Still in the source: the destination refused them, or they stand behind one of their group that it refused. */
  readonly failed: readonly Left[];
  /** Still in the source: nobody can say where they belong. */
  readonly skipped: readonly Left[];
  readonly possibleDuplicates: readonly string[];
  /** In the source, and perhaps in the destination as well: no answer came, and sending again would not be safe. */
  readonly undecided: readonly string[];
  /** In the destination, and perhaps still in the source: the delete could not be confirmed. */
  readonly unconfirmed: readonly string[];
  /** Came back from the destination during the run and were left alone. */
  readonly cameBack: number;
  /** Until when messages may be hidden that a lost answer carried, in milliseconds since 1970; 0 = none. */
  readonly hiddenUntil: number;
}
