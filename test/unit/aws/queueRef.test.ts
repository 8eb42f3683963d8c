import { expect, test } from 'vitest';
import type { Calls } from '../../../src/aws/calls.ts';
import { Sqs } from '../../../src/aws/sqsCalls.ts';

test.each([
  ['us-east-1', 'https://sqs.us-east-1.amazonaws.com/111122223333/orders', 'arn:aws:sqs:us-east-1:111122223333:orders'],
  [
    'cn-north-1',
    'https://sqs.cn-north-1.amazonaws.com.cn/111122223333/a.fifo',
    'arn:aws-cn:sqs:cn-north-1:111122223333:a.fifo',
  ],
  [
    'us-gov-west-1',
    'https://us-gov-west-1.queue.amazonaws.com/111122223333/q',
    'arn:aws-us-gov:sqs:us-gov-west-1:111122223333:q',
  ],
  ['us-east-1', 'http://sqs.us-east-1.localhost:4566/000000000000/q', 'arn:aws:sqs:us-east-1:000000000000:q'],
  ['us-east-1', 'http://localhost:9324/queue/q', 'arn:aws:sqs:us-east-1:000000000000:q'],
])('in %s the URL %s stands for %s', (region, url, arn) => {
  const sqs = new Sqs({} as Calls, { connectionId: 'c', region });
  expect(sqs.ref(url)).toEqual({ connectionId: 'c', region, url, name: arn.slice(arn.lastIndexOf(':') + 1), arn });
});
