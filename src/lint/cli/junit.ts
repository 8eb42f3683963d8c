import { type CliOptions, fails } from './options.ts';
import type { Row } from './rows.ts';

/**
 * A JUnit report: a suite for each file that was read, a case for each finding. Only what makes the run fail is a
 * failure; the rest passes with its words in `system-out`. A file without findings is one case that passes.
 */
export function junit(rows: readonly Row[], files: readonly string[], failOn: CliOptions['failOn']): string {
  const byFile = new Map<string, Row[]>(files.map(file => [file, []]));
  for (const row of rows) byFile.set(row.file, [...(byFile.get(row.file) ?? []), row]);
  const failures = rows.filter(row => fails(row.severity, failOn)).length;
  const tests = [...byFile.values()].reduce((sum, own) => sum + Math.max(1, own.length), 0);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="msglint" tests="${tests}" failures="${failures}" errors="0">`,
    ...[...byFile].flatMap(([file, own]) => suite(file, own, failOn)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suite(file: string, rows: readonly Row[], failOn: CliOptions['failOn']): string[] {
  const failures = rows.filter(row => fails(row.severity, failOn)).length;
  const name = escaped(file);
  return [
    `  <testsuite name="${name}" tests="${Math.max(1, rows.length)}" failures="${failures}" errors="0">`,
    ...(rows.length === 0 ? [`    <testcase classname="${name}" name="no findings"/>`] : []),
    ...rows.flatMap(row => [
      `    <testcase classname="${name}" name="${escaped(`${row.ruleId} ${row.resource}`)}" file="${name}" line="${row.line}">`,
      fails(row.severity, failOn) ? failure(row) : `      <system-out>${escaped(words(row))}</system-out>`,
      '    </testcase>',
    ]),
    '  </testsuite>',
  ];
}

function failure(row: Row): string {
  return `      <failure type="${row.severity}" message="${escaped(row.message)}">${escaped(words(row))}</failure>`;
}

function words(row: Row): string {
  return `${row.file}:${row.line}:${row.column}: ${row.severity}: ${row.message} (${row.ruleId})`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** XML 1.0 has no place for other control characters and halves of characters: they become a replacement character. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\n\r\t]/g, character => entities[character] ?? character);
}
