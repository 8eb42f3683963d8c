import type { SQSClient } from '@aws-sdk/client-sqs';
import { formatArn } from '../core/arn.ts';
import type { Scope } from '../core/scope.ts';
import { type QueueRef, queueNameOfUrl } from '../queues/queue.ts';
import type { Attempt, CallSpec, Calls } from './calls.ts';
import { partitionOf } from './regions.ts';

/** SQS in one scope, behind guard, time limit and error words. */
export class Sqs {
  readonly scope: Scope;
  readonly #calls: Calls;

  constructor(calls: Calls, scope: Scope) {
    this.#calls = calls;
    this.scope = scope;
  }

  call<T>(
    spec: Omit<CallSpec<T>, 'service'>,
    signal: AbortSignal,
    perform: (client: SQSClient, attempt: Attempt) => Promise<T>,
  ): Promise<T> {
    const repeatable = spec.repeatable ?? spec.effect === 'read';
    return this.#calls.run(this.scope, { ...spec, service: 'sqs' }, signal, async (session, attempt) =>
      perform(await session.client('sqs', this.scope.region, repeatable), attempt),
    );
  }

  /** What this connection's endpoint is known to offer. */
  get offers(): Map<string, boolean> {
    return this.#calls.session(this.scope).offers;
  }

  ref(url: string): QueueRef {
    const name = queueNameOfUrl(url);
    const account = /\/(\d{12})\/[^/]+$/.exec(url)?.[1] ?? '000000000000';
    const { connectionId, region } = this.scope;
    const arn = formatArn({ partition: partitionOf(region), service: 'sqs', region, account, resource: name });
    return { connectionId, region, url, name, arn };
  }
}
