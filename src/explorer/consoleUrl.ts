import { type Arn, parseArn } from '../core/arn.ts';
import { UserError } from '../core/errors.ts';
import type { Row } from './row.ts';

/** Each partition's console (docs.aws.amazon.com/general/latest/gr/aws-arns-and-namespaces.html names the partitions). */
const hosts: Readonly<Record<string, (region: string) => string>> = {
  aws: region => `${region}.console.aws.amazon.com`,
  'aws-cn': region => `${region}.console.amazonaws.cn`,
  'aws-us-gov': () => 'console.amazonaws-us-gov.com',
};

/**
 * The page of a queue, topic or stream in the AWS Management Console.
 * `endpoint` is the connection's own one; a UserError for it, and for partitions whose console we do not know.
 */
export function consoleUrl(row: Pick<Row, 'kind' | 'arn' | 'name'> & { url?: string }, endpoint?: string): string {
  if (endpoint !== undefined) {
    throw new UserError(
      `This connection has an endpoint of its own, and the AWS console does not show it: ${endpoint}`,
    );
  }
  const arn = parseArn(row.arn);
  const host = arn && hosts[arn.partition]?.(arn.region);
  if (!arn || host === undefined) {
    throw new UserError(`The address of the AWS console is not known for this partition: ${arn?.partition ?? row.arn}`);
  }
  const region = encodeURIComponent(arn.region);
  const part = encodeURIComponent;
  switch (row.kind) {
    case 'queue':
      return `https://${host}/sqs/v3/home?region=${region}#/queues/${part(row.url ?? queueUrl(arn))}`;
    case 'topic':
      return `https://${host}/sns/v3/home?region=${region}#/topic/${row.arn}`;
    case 'stream':
      return `https://${host}/kinesis/home?region=${region}#/streams/details/${part(row.name)}/monitoring`;
  }
}

/** The address of a queue that is known by its ARN alone. */
function queueUrl({ partition, region, account, resource }: Arn): string {
  return `https://sqs.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}/${account}/${resource}`;
}
