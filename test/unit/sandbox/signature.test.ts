import { describe, expect, test } from 'vitest';
import { signedAs } from '../../../src/sandbox/server/signature.ts';

const scope = 'SANDBOX01/20260302/eu-central-1/sqs/aws4_request';
const none = new URLSearchParams();

describe('who signed a request', () => {
  test('from the header', () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=ab12`;
    expect(signedAs({ authorization }, none)).toEqual({
      accessKeyId: 'SANDBOX01',
      region: 'eu-central-1',
      service: 'sqs',
    });
  });

  test('from the query of a presigned URL', () => {
    const query = new URLSearchParams({ 'X-Amz-Credential': scope });
    expect(signedAs({}, query)).toMatchObject({ accessKeyId: 'SANDBOX01', service: 'sqs' });
  });

  test.each([
    ['nothing', undefined],
    ['another scheme', `Bearer Credential=${scope}`],
    ['a scope that is too short', 'AWS4-HMAC-SHA256 Credential=SANDBOX01/20260302/sqs/aws4_request, Signature=00'],
    [
      'a scope that ends otherwise',
      'AWS4-HMAC-SHA256 Credential=SANDBOX01/20260302/eu-central-1/sqs/aws5_request, Signature=00',
    ],
    ['a key with a slash', 'AWS4-HMAC-SHA256 Credential=SAND/BOX/20260302/eu-central-1/sqs/aws4_request, Signature=00'],
    ['a date that is none', 'AWS4-HMAC-SHA256 Credential=SANDBOX01/today/eu-central-1/sqs/aws4_request, Signature=00'],
  ])('is nobody with %s', (_name, authorization) => {
    expect(signedAs(authorization === undefined ? {} : { authorization }, none)).toBeUndefined();
  });
});
