/**
 * Whether all is there that lists, maps and texts in MessagePack claim, an item being a byte at least. The reader makes room
 * for what is claimed before it looks whether it is there, once for every list inside a list.
 * Format: github.com/msgpack/msgpack/blob/master/spec.md
 */
export function claimsFit(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  /** Values that must still come, of all lists and maps that are open. */
  let expected = 1;
  while (expected > 0) {
    if (expected > bytes.length - at) return false;
    const head = bytes[at++] ?? 0;
    expected--;
    const { length, items } = sizeOf(head, view, at);
    if (length === undefined) return false;
    at += length;
    expected += items;
  }
  return at <= bytes.length;
}

/** Bytes that follow a head and belong to its value alone, and values that follow those; no length when cut off. */
function sizeOf(head: number, view: DataView, at: number): { length: number | undefined; items: number } {
  const number = (width: number): number | undefined => {
    if (at + width > view.byteLength) return undefined;
    return width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at) : view.getUint32(at);
  };
  const data = (width: number, more = 0) => {
    const size = number(width);
    return { length: size === undefined ? undefined : width + more + size, items: 0 };
  };
  const list = (width: number, each: number) => {
    const size = number(width);
    return { length: size === undefined ? undefined : width, items: (size ?? 0) * each };
  };
  if (head >= 0x80 && head <= 0x8f) return { length: 0, items: (head & 0x0f) * 2 };
  if (head >= 0x90 && head <= 0x9f) return { length: 0, items: head & 0x0f };
  if (head >= 0xa0 && head <= 0xbf) return { length: head & 0x1f, items: 0 };
  if (head >= 0xc4 && head <= 0xc6) return data(2 ** (head - 0xc4));
  if (head >= 0xc7 && head <= 0xc9) return data(2 ** (head - 0xc7), 1);
  if (head === 0xca) return { length: 4, items: 0 };
  if (head === 0xcb) return { length: 8, items: 0 };
  if (head >= 0xcc && head <= 0xcf) return { length: 2 ** (head - 0xcc), items: 0 };
  if (head >= 0xd0 && head <= 0xd3) return { length: 2 ** (head - 0xd0), items: 0 };
  if (head >= 0xd4 && head <= 0xd8) return { length: 2 ** (head - 0xd4) + 1, items: 0 };
  if (head >= 0xd9 && head <= 0xdb) return data(2 ** (head - 0xd9));
  if (head === 0xdc || head === 0xdd) return list(head === 0xdc ? 2 : 4, 1);
  if (head === 0xde || head === 0xdf) return list(head === 0xde ? 2 : 4, 2);
  return { length: 0, items: 0 };
}
