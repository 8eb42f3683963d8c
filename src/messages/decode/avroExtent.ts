import avro from 'avsc';

/** Values that may be read for nothing, besides so many for each byte: a value can take no bytes at all. */
const freeValues = 1_000;
const valuesPerByte = 4;

/**
 * Where a value of this type that begins at `start`, or so many of them, ends. Looks at lengths only, builds nothing, and
 * gives up as soon as what is claimed cannot be there: the reader itself believes a few bytes that claim a list of
 * billions.
 * @throws Error when the bytes end before the value does, or it holds more values than so many bytes may
 */
export function avroExtent(type: avro.Type, bytes: Buffer, start: number, times = 1): number {
  const { types } = avro;
  let left = freeValues + valuesPerByte * bytes.length;
  let at = start;
  const take = (length: number): void => {
    if (length < 0 || length > bytes.length - at) throw new Error('the bytes end before the record does');
    at += length;
  };
  const long = (): number => {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 63; factor *= 128) {
      const byte = bytes[at];
      take(1);
      value += ((byte ?? 0) & 0x7f) * factor;
      if ((byte ?? 0) < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new Error('a number in it is too long');
  };
  const walk = (each: avro.Type): void => {
    if (--left < 0) throw new Error('it claims more values than it can hold');
    if (each instanceof types.RecordType) for (const field of each.fields) walk(field.type);
    else if (each instanceof types.ArrayType) blocks(() => walk(each.itemsType));
    else if (each instanceof types.MapType) {
      blocks(() => {
        take(long());
        walk(each.valuesType);
      });
    } else if (each instanceof types.UnwrappedUnionType || each instanceof types.WrappedUnionType) {
      const chosen = each.types[long()];
      if (!chosen) throw new Error('a union in it names a branch that there is not');
      walk(chosen);
    } else if (each instanceof types.LogicalType) walk(each.underlyingType);
    else if (each instanceof types.FixedType) take(each.size);
    else if (each instanceof types.BytesType || each instanceof types.StringType) take(long());
    else if (each instanceof types.BooleanType) take(1);
    else if (each instanceof types.FloatType) take(4);
    else if (each instanceof types.DoubleType) take(8);
    else if (!(each instanceof types.NullType)) long();
  };
  /** A negative count is followed by the block's length in bytes. */
  const blocks = (item: () => void): void => {
    for (let count = long(); count !== 0; count = long()) {
      if (count < 0) long();
      for (let index = Math.abs(count); index > 0; index--) item();
    }
  };
  for (let index = 0; index < times; index++) walk(type);
  return at;
}
