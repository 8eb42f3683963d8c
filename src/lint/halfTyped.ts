/** The one stretch in which two texts differ: `[start, end)` of the old and of the new one. */
export interface Stretch {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Where two texts differ, from the first to the last difference. */
export function changedStretch(before: string, after: string): Stretch {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < most - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++;
  }
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}

/** Where a place of the old text is now; undefined when all of it was taken away or replaced. */
export function movedPlace(place: { start: number; end: number }, { start, oldEnd, newEnd }: Stretch) {
  const shift = newEnd - oldEnd;
  if (place.end <= start) return { start: place.start, end: place.end };
  if (place.start >= oldEnd) return { start: place.start + shift, end: place.end + shift };
  if (place.start >= start && place.end <= oldEnd) return undefined;
  return {
    start: Math.min(place.start, start),
    end: place.end > oldEnd ? place.end + shift : newEnd,
  };
}
