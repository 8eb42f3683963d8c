import { describe, expect, test } from 'vitest';
import { globMatcher } from '../../../src/lint/glob.ts';

describe('globs', () => {
  test.each([
    ['*.yaml', 'a.yaml'],
    ['*.yaml', 'deep/below/a.yaml'],
    ['legacy', 'legacy/a/b.yaml'],
    ['legacy/', 'legacy/a.yaml'],
    ['legacy/**', 'x/legacy/a/b.yaml'],
    ['src/**/old.ts', 'src/old.ts'],
    ['src/**/old.ts', 'src/a/b/old.ts'],
    ['./src/*.ts', 'src/a.ts'],
    ['a?c.json', 'abc.json'],
    ['*.{yaml,yml}', 'x/a.yml'],
    ['{a,b/{c,d}}/*.ts', 'b/d/x.ts'],
    ['a*b*c', 'aXbXbXc'],
    ['/top/*.yaml', '/top/a.yaml'],
    ['x[1]+(2).yaml', 'x[1]+(2).yaml'],
    ['dir\\*.ts', 'dir/a.ts'],
    ['**', 'anything/at/all'],
  ])('%s matches %s', (glob, path) => {
    expect(globMatcher(glob)(path)).toBe(true);
  });

  test.each([
    ['*.yaml', 'a.yml'],
    ['a*.yaml', 'b/xa.yaml'],
    ['src/*.ts', 'src/a/b.tsx'],
    ['a?c', 'ac'],
    ['/top/*.yaml', '/x/top/a.yaml'],
    ['legacy', 'legacy2/a.yaml'],
    ['*.{yaml,yml}', 'a.json'],
    ['{a,b', 'a'],
    ['a.c', 'abc'],
  ])('%s does not match %s', (glob, path) => {
    expect(globMatcher(glob)(path)).toBe(false);
  });

  test.each([
    [`${'*a'.repeat(200)}b`, 'a'.repeat(400)],
    [`${'**/a/'.repeat(80)}b`, `${'a/'.repeat(400)}c`],
    [`${'{a,b}'.repeat(80)}c`, 'ab'.repeat(200)],
    ['{'.repeat(400), 'a'.repeat(400)],
  ])('a hostile pattern costs little', (glob, path) => {
    const before = performance.now();
    expect(globMatcher(glob)(path)).toBe(false);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
