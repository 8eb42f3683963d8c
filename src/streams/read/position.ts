import { UserError } from '../../core/errors.ts';
import type { StartingPosition } from '../stream.ts';

/** A position whose parts may be missing, as a form or a caller gives it. */
export interface LoosePosition {
  readonly type: StartingPosition['type'];
  /** Milliseconds since 1970. */
  readonly timestamp?: number;
  readonly sequenceNumber?: string;
}

/** The position that is meant; throws a UserError when a part of it is missing. */
export function readPosition({ type, timestamp, sequenceNumber }: LoosePosition): StartingPosition {
  switch (type) {
    case 'TRIM_HORIZON':
    case 'LATEST':
      return { type };
    case 'AT_TIMESTAMP':
      if (timestamp === undefined) throw new UserError('Choose the time to read from');
      return { type, timestamp: new Date(timestamp) };
    default: {
      const number = sequenceNumber?.trim() ?? '';
      if (!/^\d{1,128}$/.test(number)) {
        throw new UserError(`A sequence number has digits only: ${number === '' ? 'it is missing' : number}`);
      }
      return { type, sequenceNumber: number };
    }
  }
}

/** The other way round: a command's position as the page takes it. A time may have travelled as text. */
export function loosePosition(position: StartingPosition): LoosePosition {
  if ('sequenceNumber' in position) return { type: position.type, sequenceNumber: position.sequenceNumber };
  if (!('timestamp' in position)) return { type: position.type };
  const time = new Date(position.timestamp).getTime();
  if (Number.isNaN(time)) throw new UserError(`This is no time to read from: ${String(position.timestamp)}`);
  return { type: position.type, timestamp: time };
}
