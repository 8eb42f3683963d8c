import { expect, test } from 'vitest';
import { changedStream } from '../../../src/aws/kinesisTarget.ts';

const stream = { connectionId: 'a', region: 'eu-west-1', name: 'clicks' };

test.each([
  [
    'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks',
    { StreamARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks' },
  ],
  ['arn:aws:kinesis:eu-west-1:000000000000:stream/clicks', { StreamName: 'clicks' }],
  ['', { StreamName: 'clicks' }],
])('a stream known as %s is changed as %j', (arn, named) => {
  expect(changedStream({ ...stream, arn })).toEqual(named);
});
