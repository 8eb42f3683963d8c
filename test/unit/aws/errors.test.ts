import { describe, expect, test } from 'vitest';
import { type CallContext, codesOf, normaliseCode, toAwsError } from '../../../src/aws/errors.ts';
import { isNeverSent } from '../../../src/aws/retries.ts';
import { AwsError, CancelledError } from '../../../src/core/errors.ts';

const context: CallContext = {
  connection: { id: 'c1', name: 'Shop', credentials: 'profile', profile: 'shop' },
  region: 'eu-west-1',
  action: 'sqs:SendMessage',
  resource: 'arn:aws:sqs:eu-west-1:111122223333:orders',
  limitMs: 10_000,
  mayHaveHappened: false,
};
const local = { ...context, endpoint: 'http://127.0.0.1:4566' };

function failure(name: string, message: string, extra: object = {}, status = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status }, ...extra });
}
function mapped(error: unknown, where: CallContext = context): AwsError {
  const result = toAwsError(error, where);
  if (!(result instanceof AwsError)) throw new Error('not an AwsError');
  return result;
}

test.each([
  ['com.amazonaws.sqs#QueueDoesNotExist', 'QueueDoesNotExist'],
  ['AWS.SimpleQueueService.NonExistentQueue', 'NonExistentQueue'],
  ['com.amazonaws.sqs#AWS.SimpleQueueService.NonExistentQueue', 'NonExistentQueue'],
  ['ResourceNotFoundException', 'ResourceNotFound'],
  ['ResourceNotFoundException:http://internal.amazon.com/', 'ResourceNotFound'],
  ['Exception', 'Exception'],
])('%s is called %s', (raw, code) => {
  expect(normaliseCode(raw)).toBe(code);
});

describe('an AWS failure', () => {
  test.each([
    ['QueueDoesNotExist', 'not-found'],
    ['NotFoundException', 'not-found'],
    ['ResourceNotFoundException', 'not-found'],
    ['QueueNameExists', 'already-exists'],
    ['ThrottlingException', 'throttled'],
    ['RequestThrottled', 'throttled'],
    ['ProvisionedThroughputExceededException', 'throttled'],
    ['PurgeQueueInProgress', 'throttled'],
    ['AccessDeniedException', 'access-denied'],
    ['AuthorizationErrorException', 'access-denied'],
    ['ExpiredTokenException', 'expired-credentials'],
    ['UnrecognizedClientException', 'no-credentials'],
    ['InvalidClientTokenId', 'no-credentials'],
    ['BatchRequestTooLong', 'too-large'],
    ['InvalidMessageContents', 'invalid'],
    ['ValidationException', 'invalid'],
    ['InvalidAction', 'unsupported'],
    ['InternalFailure', 'service'],
  ])('%s is %s', (name, kind) => {
    expect(mapped(failure(name, 'said')).kind).toBe(kind);
  });

  test('is recognised by Code where the name says nothing', () => {
    const error = failure('Error', 'gone', { Code: 'AWS.SimpleQueueService.NonExistentQueue' });
    expect(codesOf(error)).toEqual(['NonExistentQueue']);
    expect(mapped(error)).toMatchObject({ kind: 'not-found', code: 'NonExistentQueue' });
  });

  test('of an expired token is told from its words when the code is a general one', () => {
    const error = failure('InvalidParameterValue', 'The security token included in the request is expired', {}, 403);
    expect(mapped(error)).toMatchObject({ kind: 'expired-credentials', waysOut: [{ title: 'Sign In' }] });
  });

  test('of permission names action and resource, in the spelling of IAM', () => {
    const message =
      'User: arn:aws:iam::111122223333:user/me is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:eu-west-1:111122223333:orders because no policy allows it';
    expect(mapped(failure('AccessDenied', message, {}, 403))).toMatchObject({
      action: 'sqs:SendMessage',
      message: expect.stringMatching(/sqs:SendMessage on arn:aws:sqs:eu-west-1:111122223333:orders/),
    });
  });

  test('of permission for another service names that action', () => {
    const message =
      'User: arn:aws:iam::1:user/me is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:eu-west-1:1:key/2 because no identity-based policy allows it';
    expect(mapped(failure('KmsAccessDenied', message, {}, 403))).toMatchObject({ action: 'kms:GenerateDataKey' });
  });

  test('of size is told from its words', () => {
    const error = failure(
      'InvalidParameterValue',
      'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
    );
    expect(mapped(error).kind).toBe('too-large');
  });

  test('a bare 400 without a code means a missing call on a custom endpoint only', () => {
    const error = failure('UnknownError', 'UnknownError');
    expect(mapped(error, local)).toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('does not offer sqs:SendMessage'),
    });
    expect(mapped(error).kind).toBe('service');
  });

  test('a server that has crashed is not one that lacks the call', () => {
    const error = failure('SyntaxError', 'Unexpected token < Deserialization error', {}, 500);
    expect(mapped(error, local)).toMatchObject({ kind: 'service', code: 'ForeignAnswer' });
    expect(mapped(failure('SyntaxError', 'Unexpected token <', {}, 404), local).kind).toBe('unsupported');
  });

  test('a taken name counts as such only for a creation', () => {
    const error = failure('ResourceInUseException', 'busy');
    expect(mapped(error, { ...context, action: 'kinesis:CreateStream' }).kind).toBe('already-exists');
    expect(mapped(error, { ...context, action: 'kinesis:UpdateStreamMode' }).kind).toBe('service');
  });

  test('of the network names endpoint and reason', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:4566'), { code: 'ECONNREFUSED' });
    expect(mapped(error, local)).toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/http:\/\/127\.0\.0\.1:4566.*ECONNREFUSED/),
    });
  });

  test('that is one of ours already passes unchanged', () => {
    const ours = new AwsError('x', { kind: 'invalid', code: 'X' });
    expect(toAwsError(ours, context)).toBe(ours);
    const cancelled = new CancelledError();
    expect(toAwsError(cancelled, context)).toBe(cancelled);
  });

  test('without anything to go by still says what was called', () => {
    expect(mapped('boom')).toMatchObject({ kind: 'service', message: expect.stringMatching(/sqs:SendMessage.*boom/) });
  });
});

describe('whether a request was ever sent', () => {
  const withCode = (code: string) => Object.assign(new Error(code), { code });
  test.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('%s: no', code => {
    expect(isNeverSent(withCode(code))).toBe(true);
    expect(isNeverSent(new Error('outer', { cause: withCode(code) }))).toBe(true);
  });
  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'HPE_INVALID_CONSTANT'])('%s: maybe', code => {
    expect(isNeverSent(withCode(code))).toBe(false);
  });
  test('a timeout is one before the request only while it connects', () => {
    expect(isNeverSent(Object.assign(withCode('ETIMEDOUT'), { syscall: 'connect' }))).toBe(true);
    expect(isNeverSent(Object.assign(withCode('ETIMEDOUT'), { syscall: 'read' }))).toBe(false);
  });
  test('several addresses tried: only when all failed to connect', () => {
    expect(isNeverSent(new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')]))).toBe(true);
    expect(isNeverSent(new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNRESET')]))).toBe(false);
  });
});
