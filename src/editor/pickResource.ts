import { arnName, parseArn } from '../core/arn.ts';
import { UserError } from '../core/errors.ts';
import { type Page, pages } from '../core/page.ts';
import type { Scope } from '../core/scope.ts';
import type { Host } from './host.ts';
import { pickPaged } from './pickPaged.ts';
import { withSlowProgress } from './progress.ts';
import type { Choice } from './prompts.ts';

interface NamedByArn extends Scope {
  readonly name: string;
  readonly arn: string;
}

/** How resources of one kind are recognised, listed and found. */
export interface ResourceKind<T extends NamedByArn> {
  /** As it stands in their ARNs: `sns`. */
  readonly service: string;
  /** `topic` */
  readonly word: string;
  list(scope: Scope, options: { token?: string }, signal: AbortSignal): Promise<Page<T>>;
  find(scope: Scope, name: string, signal: AbortSignal): Promise<T>;
}

/** The resource that a caller named by reference, ARN or name; what is missing is asked for. */
export async function pickResource<T extends NamedByArn>(
  host: Host,
  given: Partial<Scope> & { readonly name?: string; readonly arn?: string },
  title: string,
  kind: ResourceKind<T>,
): Promise<NamedByArn> {
  const { arn, name } = given;
  const parsed = arn === undefined ? undefined : parseArn(arn);
  if (arn !== undefined && parsed?.service !== kind.service) {
    throw new UserError(`This is no ARN of a ${kind.word}: ${arn}`);
  }
  const scope = await host.pickScope(title, { ...(parsed && { region: parsed.region }), ...given });
  if (arn !== undefined) return { ...scope, arn, name: arnName(arn) };
  if (name !== undefined) return withSlowProgress(title, signal => kind.find(scope, name, signal));
  async function* load(signal: AbortSignal): AsyncGenerator<readonly Choice<T>[]> {
    const listing = pages(token => kind.list(scope, token === undefined ? {} : { token }, signal), signal);
    for await (const page of listing) yield page.map(value => ({ label: value.name, value }));
  }
  return pickPaged(load, {
    title,
    placeHolder: `${kind.word.replace(/^./, first => first.toUpperCase())} in ${scope.region}`,
    empty: `There is no ${kind.word} to choose in ${scope.region}`,
  });
}
