/** What a text has instead of its variable parts. */
const placeholders: readonly (readonly [pattern: RegExp, placeholder: string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\barn:[\w-]+:[\w-]+:[\w-]*:\d*:[^\s"',;)\]}]+/g, '<arn>'],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g, '<time>'],
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, '<email>'],
  [/https?:\/\/[^\s"'<>]+/g, '<url>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '<address>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  // Long tokens with digits in them: ids of requests, traces, objects.
  [/\b(?=[\w-]*\d)[A-Za-z0-9][\w-]{11,}\b/g, '<id>'],
  [/\b\w{0,20}-\d+\b/g, '<id>'],
  [/\d+(?:[.,]\d+)*/g, '<n>'],
];

/** Characters of a text that are looked at. */
const looked = 600;

/** A text with ids, numbers and times taken out, so that two accounts of one failure read the same. At most 300 characters. */
export function normalise(text: string): string {
  let result = text.slice(0, looked).toWellFormed().replace(/\s+/g, ' ').trim();
  for (const [pattern, placeholder] of placeholders) result = result.replace(pattern, placeholder);
  return result.slice(0, 300);
}
