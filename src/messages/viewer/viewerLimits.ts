/** Characters of a body that the page gets before *Show all*. */
export const shownCharacters = 65_536;
/** Characters of a body that *Show all* puts into the page; past them an editor is the place. */
export const pageCharacters = 2_097_152;
/** Messages a viewer can hold: least and most. */
export const heldLimits = { min: 100, max: 1_000_000 } as const;
export const limitChoices = [heldLimits.min, 1_000, 10_000, 100_000, heldLimits.max] as const;
export const defaultLimit = 100_000;
/** Rows that one window brings at most. */
export const maxWindow = 512;
