import protobuf from 'protobufjs';
import { UserError } from '../../core/errors.ts';
import { reasonOf, type SchemaDecoder } from './payload.ts';
import type { SchemaSource } from './schemaSource.ts';

/**
 * A reader for one message of a Protobuf schema.
 * @throws UserError when the file is no Protobuf schema, or does not declare the message
 */
export function protobufDecoder(source: SchemaSource): SchemaDecoder {
  const root = new protobuf.Root();
  try {
    for (const [, text] of source.texts) protobuf.parse(text, root, { keepCase: true });
    root.resolveAll();
  } catch (error) {
    throw new UserError(`The Protobuf schema ${source.file} cannot be read: ${reasonOf(error)}`);
  }
  const type = chosenType(root, source);
  return {
    name: `Protobuf ${type.fullName.slice(1)}`,
    decode(bytes) {
      const message = type.decode(bytes);
      // Bytes of another message often decode as well, into nothing that the schema declares.
      const value = type.toObject(message, { longs: String, enums: String, bytes: String, json: true });
      if (bytes.length > 0 && Object.keys(value).length === 0) throw new Error('none of its fields is in the bytes');
      return value;
    },
  };
}

function chosenType(root: protobuf.Root, source: SchemaSource): protobuf.Type {
  if (source.message !== undefined) {
    try {
      return root.lookupType(source.message);
    } catch {
      throw new UserError(`${source.file} declares no such Protobuf message: ${source.message}`);
    }
  }
  const own = new protobuf.Root();
  protobuf.parse(source.texts.get(source.file) ?? '', own, { keepCase: true });
  const names = [...topTypes(own)].map(type => type.fullName);
  const [only] = names;
  if (names.length !== 1 || only === undefined) {
    throw new UserError(
      `Name the Protobuf message to read ("message" in the setting); ${source.file} declares ${names.length}: ${names.map(name => name.slice(1)).join(', ')}`,
    );
  }
  return root.lookupType(only);
}

function* topTypes(namespace: protobuf.NamespaceBase): Generator<protobuf.Type> {
  for (const each of namespace.nestedArray) {
    if (each instanceof protobuf.Type) yield each;
    else if (each instanceof protobuf.Namespace) yield* topTypes(each);
  }
}
