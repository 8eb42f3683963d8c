import { describe, expect, it } from 'vitest';
import { attributesOfRows, rowFaults, rowsOfAttributes } from '../../../src/webview/attributeRows.ts';

describe('attribute rows', () => {
  it('split a type into base and label and put it together again', () => {
    const attributes = {
      price: { type: 'Number.eur', value: '12' },
      list: { type: 'String.Array', value: '[]' },
      raw: { type: 'Binary', value: 'AA==' },
    };
    const rows = rowsOfAttributes(attributes);
    expect(rows[0]).toEqual({ name: 'price', type: 'Number', label: 'eur', value: '12' });
    expect(attributesOfRows(rows)).toEqual(attributes);
  });

  it('leave out rows in which nothing is written', () => {
    const empty = { name: '', type: 'String', label: '', value: '' };
    expect(attributesOfRows([empty])).toEqual({});
    expect(rowFaults([empty])).toEqual([undefined]);
  });

  it('find a missing name and a name that stands twice', () => {
    const row = { name: 'a', type: 'String', label: '', value: 'x' };
    expect(rowFaults([{ ...row, name: '' }, row, row])).toEqual([
      'The attribute needs a name',
      undefined,
      'Another attribute has this name already',
    ]);
  });

  it('keep a name that JavaScript gives a meaning', () => {
    const attributes = attributesOfRows([{ name: '__proto__', type: 'String', label: '', value: 'x' }]);
    expect(Object.keys(attributes)).toEqual(['__proto__']);
  });
});
