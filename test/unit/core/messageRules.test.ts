import { describe, expect, it } from 'vitest';
import {
  attributeFault,
  attributesBytes,
  base64Length,
  describeForbidden,
  fifoIdFault,
  firstForbiddenCharacter,
  messageBytes,
  positionAt,
} from '../../../src/core/messageRules.ts';

describe('firstForbiddenCharacter', () => {
  it.each(['', 'plain', 'tab\tand\r\nlines', 'ümläut', '𝄞 and 😀', '\u{10FFFF}', '\uFFFD', '\uE000'])(
    'lets %j through',
    text => expect(firstForbiddenCharacter(text)).toBeUndefined(),
  );

  it('finds a control character and tells its place', () => {
    expect(firstForbiddenCharacter('one\r\ntw\u0001o')).toEqual({
      index: 7,
      line: 2,
      column: 3,
      codePoint: 'U+0001',
      halfSurrogate: false,
    });
  });

  it.each([
    ['a high half alone', 'x\ud83d'],
    ['a low half alone', 'x\ude00y'],
    ['two high halves', 'x\ud83d\ud83d\ude00'],
  ])('finds %s', (_what, text) => {
    expect(firstForbiddenCharacter(text)).toMatchObject({ index: 1, line: 1, column: 2, halfSurrogate: true });
  });

  it.each(['\u0000', '\u000b', '\u001f', '\ufffe', '\uffff'])('refuses %j', text => {
    expect(firstForbiddenCharacter(text)?.index).toBe(0);
  });

  it('stays quick on 1 MiB', () => {
    const started = performance.now();
    expect(firstForbiddenCharacter(`${'😀'.repeat(262_144)}\u0002`)?.index).toBe(524_288);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('puts it in words with a way out', () => {
    const found = firstForbiddenCharacter('a\u0002');
    expect(found && describeForbidden(found)).toBe(
      'The control character U+0002 at line 1, column 2 cannot be sent. Remove it, or send the text as base64',
    );
    const half = firstForbiddenCharacter('\ud83d');
    expect(half && describeForbidden(half)).toContain('Half of a character (U+D83D) stands at line 1, column 1');
  });
});

describe('positionAt', () => {
  it('counts LF, CR and CRLF as one line end each', () => {
    expect(positionAt('a\nb\r\nc\rd', 7)).toEqual({ line: 4, column: 1 });
    expect(positionAt('abc', 0)).toEqual({ line: 1, column: 1 });
  });
});

describe('sizes', () => {
  it('counts UTF-8 bytes of the body and name, type and value of each attribute', () => {
    expect(messageBytes('ü😀')).toBe(6);
    expect(messageBytes('x', { n: { type: 'Number', value: '12' } })).toBe(1 + 1 + 6 + 2);
  });

  it('counts a binary value as the bytes it stands for', () => {
    expect(attributesBytes({ b: { type: 'Binary.png', value: 'AAEC' } })).toBe(1 + 10 + 3);
    expect(base64Length('AAE=')).toBe(2);
    expect(base64Length('AA==')).toBe(1);
    expect(base64Length('AAE')).toBeUndefined();
    expect(base64Length('A*==')).toBeUndefined();
  });
});

describe('attributeFault', () => {
  it.each([
    ['plain', 'String', 'x'],
    ['a.b-c_d', 'String.uuid', 'x'],
    ['n', 'Number', '-12.50e3'],
    ['n', 'Number.price', '.5'],
    ['b', 'Binary.png', 'AAEC'],
    ['list', 'String.Array', '["a"]'],
  ])('accepts %s %s %s', (name, type, value) => expect(attributeFault(name, { type, value })).toBeUndefined());

  it.each([
    ['', 'String', 'x', 'needs a name'],
    ['has space', 'String', 'x', 'letters, digits'],
    ['x'.repeat(257), 'String', 'x', '256'],
    ['.a', 'String', 'x', 'period'],
    ['a..b', 'String', 'x', 'period'],
    ['AWS.x', 'String', 'x', 'reserved'],
    ['amazon.x', 'String', 'x', 'reserved'],
    ['a', 'Text', 'x', 'String, Number or Binary'],
    ['a', 'String.', 'x', 'label'],
    ['a', 'String', '', 'empty'],
    ['a', 'String', 'x\u0000', 'U+0000'],
    ['a', 'Number', 'twelve', 'not a number'],
    ['a', 'Number', '1'.repeat(39), '38 digits'],
    ['a', 'Number', '1e200', '10^128'],
    ['a', 'Binary', 'not base64!', 'base64'],
  ])('refuses %j %s %j', (name, type, value, words) => {
    expect(attributeFault(name, { type, value })).toContain(words);
  });
});

describe('fifoIdFault', () => {
  it('allows punctuation, forbids spaces, emptiness and more than 128', () => {
    expect(fifoIdFault('The group id', 'order-1!~"')).toBeUndefined();
    expect(fifoIdFault('The group id', '')).toBe('The group id cannot be empty');
    expect(fifoIdFault('The group id', 'a b')).toContain('no spaces');
    expect(fifoIdFault('The group id', 'x'.repeat(129))).toContain('128');
  });
});
