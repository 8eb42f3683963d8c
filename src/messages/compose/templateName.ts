/** What is wrong with the name of a template, or undefined: it becomes a file's name on every system. */
export function templateNameFault(name: string): string | undefined {
  if (name.trim() === '') return 'The template needs a name';
  if (name.length > 80) return 'A name has 80 characters at most';
  return /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]*$/u.test(name) && !/[. ]$/.test(name)
    ? undefined
    : 'A name has letters, digits, spaces, hyphens, underscores and periods; it begins with a letter or digit and does not end in a space or period';
}
