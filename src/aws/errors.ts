import type { Connection } from '../connections/connection.ts';
import { arnName } from '../core/arn.ts';
import { AwsError, type AwsErrorKind, CancelledError, messageOf } from '../core/errors.ts';
import { formatSeconds } from '../core/text.ts';
import { isNeverSent } from './retries.ts';

/** What is known of a call apart from its failure. */
export interface CallContext {
  readonly connection: Pick<Connection, 'id' | 'name' | 'credentials' | 'profile'>;
  readonly region: string;
  /** Absent for AWS itself. */
  readonly endpoint?: string | undefined;
  /** `sqs:SendMessage` */
  readonly action: string;
  /** Name, URL or ARN of what is called upon. */
  readonly resource?: string | undefined;
  readonly limitMs: number;
  /** The call changes something and the request may have reached the service. */
  readonly mayHaveHappened: boolean;
}

interface RawFailure {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly Error?: { readonly Code?: unknown };
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $fault?: unknown;
}

/** The service's own name for a failure without the decorations that differ between services and local servers. */
export function normaliseCode(code: string): string {
  return code
    .replace(/^.*#/, '')
    .replace(/^AWS\.SimpleQueueService\./, '')
    .replace(/:.*$/, '')
    .replace(/(?<=.)Exception$/, '');
}

/** Every name a failure goes by, the most telling first. Local servers fill different ones. */
export function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { name, code, Code, Error: nested } = error as RawFailure;
  const names = [Code, nested?.Code, name, code].filter(part => typeof part === 'string' && part !== '') as string[];
  return [...new Set(names.map(normaliseCode))].filter(part => part !== 'Error');
}

const kindOfCode: Readonly<Record<string, AwsErrorKind>> = {
  AccessDenied: 'access-denied',
  AuthorizationError: 'access-denied',
  NotAuthorized: 'access-denied',
  UnauthorizedOperation: 'access-denied',
  KMSAccessDenied: 'access-denied',
  KmsAccessDenied: 'access-denied',
  'KMS.AccessDenied': 'access-denied',
  ExpiredToken: 'expired-credentials',
  TokenRefreshRequired: 'expired-credentials',
  UnrecognizedClient: 'no-credentials',
  InvalidClientTokenId: 'no-credentials',
  InvalidAccessKeyId: 'no-credentials',
  InvalidSecurity: 'no-credentials',
  SignatureDoesNotMatch: 'no-credentials',
  InvalidSignature: 'no-credentials',
  MissingAuthenticationToken: 'no-credentials',
  IncompleteSignature: 'no-credentials',
  AuthFailure: 'no-credentials',
  NonExistentQueue: 'not-found',
  QueueDoesNotExist: 'not-found',
  NotFound: 'not-found',
  ResourceNotFound: 'not-found',
  NoSuchKey: 'not-found',
  NoSuchBucket: 'not-found',
  QueueNameExists: 'already-exists',
  QueueAlreadyExists: 'already-exists',
  TopicAlreadyExists: 'already-exists',
  Throttling: 'throttled',
  Throttled: 'throttled',
  RequestThrottled: 'throttled',
  TooManyRequests: 'throttled',
  RequestLimitExceeded: 'throttled',
  SlowDown: 'throttled',
  KMSThrottling: 'throttled',
  KmsThrottled: 'throttled',
  ProvisionedThroughputExceeded: 'throttled',
  PurgeQueueInProgress: 'throttled',
  OverLimit: 'throttled',
  InvalidAction: 'unsupported',
  UnknownOperation: 'unsupported',
  NotImplemented: 'unsupported',
  NotImplementedError: 'unsupported',
  ActionNotSupported: 'unsupported',
  BatchRequestTooLong: 'too-large',
  RequestEntityTooLarge: 'too-large',
  InvalidParameter: 'invalid',
  InvalidParameterValue: 'invalid',
  InvalidParameterCombination: 'invalid',
  InvalidAttributeName: 'invalid',
  InvalidAttributeValue: 'invalid',
  InvalidMessageContents: 'invalid',
  InvalidArgument: 'invalid',
  InvalidAddress: 'invalid',
  InvalidBatchEntryId: 'invalid',
  MissingParameter: 'invalid',
  MissingRequiredParameter: 'invalid',
  Validation: 'invalid',
  ValidationError: 'invalid',
  ReceiptHandleIsInvalid: 'invalid',
  UnsupportedOperation: 'invalid',
  QueueDeletedRecently: 'invalid',
};

function kindOf(code: string, error: RawFailure, context: CallContext): AwsErrorKind {
  const message = typeof error.message === 'string' ? error.message : '';
  const status = error.$metadata?.httpStatusCode ?? 0;
  if (/expired/i.test(message) && /token/i.test(message) && (status === 400 || status === 401 || status === 403)) {
    return 'expired-credentials';
  }
  if (/must be shorter than|too long|exceeds? the (?:maximum|limit)/i.test(message) && status >= 400 && status < 500) {
    return 'too-large';
  }
  if (code === 'ResourceInUse') return context.action.includes(':Create') ? 'already-exists' : 'service';
  if (code.startsWith('Invalid') && /already exists/i.test(message)) return 'already-exists';
  if (context.endpoint !== undefined && status < 500 && isForeign(code, message, context.action)) return 'unsupported';
  const known = kindOfCode[code];
  if (known !== undefined) return known;
  if (
    status === 501 ||
    ((code === '' || code === 'UnknownError' || code === 'Unknown') && status >= 400 && status < 500)
  ) {
    return context.endpoint === undefined ? 'service' : 'unsupported';
  }
  if (status === 429) return 'throttled';
  if (status === 403) return 'access-denied';
  return 'service';
}

/** The code of an answer in another format than the service's: HTML, or XML in place of JSON. */
export const foreignAnswer = 'ForeignAnswer';

function isForeignFormat(error: unknown): boolean {
  return error instanceof Error && (error.name === 'SyntaxError' || error.message.includes('Deserialization error'));
}

/**
 * True for the answers of a server that doesn't know the call: it says so in words, speaks another format, or finds
 * "nothing" for a call that looks for nothing.
 */
function isForeign(code: string, message: string, action: string): boolean {
  if (/not (?:yet |currently )*(?:implemented|supported)|unknown (?:operation|action)/i.test(message)) return true;
  if (code === foreignAnswer) return true;
  return (action.startsWith('sts:') || action.startsWith('tag:')) && kindOfCode[code] === 'not-found';
}

/** Whatever a call threw, in our words; an AwsError or a CancelledError passes unchanged. */
export function toAwsError(error: unknown, context: CallContext): AwsError | CancelledError {
  if (error instanceof AwsError || error instanceof CancelledError) return error;
  const raw = (typeof error === 'object' && error !== null ? error : {}) as RawFailure;
  const where = context.endpoint ?? `AWS ${context.region}`;
  if (raw.$metadata?.httpStatusCode === undefined || isNeverSent(error)) {
    const network = networkFailure(error, where, context);
    if (network) return network;
  }
  const codes = codesOf(error);
  const foreign = context.endpoint !== undefined && isForeignFormat(error);
  const code = foreign ? foreignAnswer : (codes.find(name => kindOfCode[name] !== undefined) ?? codes[0] ?? '');
  const kind = kindOf(code, raw, context);
  const denied = kind === 'access-denied' ? deniedAction(messageOf(error), context) : undefined;
  return new AwsError(sentence(kind, code, error, where, context, denied), {
    kind,
    code: code || `HTTP ${raw.$metadata?.httpStatusCode ?? 'error'}`,
    ...(denied === undefined ? {} : { action: denied.action }),
    mayHaveHappened: context.mayHaveHappened,
    cause: error,
    waysOut: waysOut(kind, context),
  });
}

/** The error of a call that took longer than its time limit. */
export function timeLimitError(context: CallContext, cause: unknown): AwsError {
  const where = context.endpoint ?? `AWS ${context.region}`;
  const doubt = context.mayHaveHappened ? ' It may have been carried out all the same.' : '';
  return new AwsError(
    `${context.action} was not answered within the time limit of ${formatSeconds(context.limitMs / 1000)} by ${where}.${doubt} Try again, or raise the time limit in the settings.`,
    { kind: 'timeout', code: 'TimeLimit', mayHaveHappened: context.mayHaveHappened, cause },
  );
}

function networkFailure(error: unknown, where: string, context: CallContext): AwsError | undefined {
  const reason = networkReason(error);
  if (reason === undefined) return undefined;
  const doubt = context.mayHaveHappened ? ' The call may have been carried out all the same.' : '';
  const advice = /CERT|UNABLE_TO_/.test(reason)
    ? 'Its certificate is not trusted here: check the proxy settings and NODE_EXTRA_CA_CERTS'
    : context.endpoint === undefined
      ? 'Check the network and the proxy settings'
      : 'Check that the server is running and the address is right';
  return new AwsError(`No answer to ${context.action} from ${where}: ${reason}.${doubt} ${advice}.`, {
    kind: 'unreachable',
    code: reason,
    mayHaveHappened: context.mayHaveHappened,
    cause: error,
  });
}

/** The system's word for a connection that failed, such as ECONNREFUSED; undefined when it was something else. */
function networkReason(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 5) return undefined;
  const { code, name, message } = error as RawFailure;
  if (
    typeof code === 'string' &&
    /^(E[A-Z_]{4,}|ERR_TLS\w*|ERR_HTTP2\w*|ERR_SSL\w*|\w*CERT\w*|UNABLE_TO_\w+|HPE_\w+)$/.test(code)
  )
    return code;
  if (typeof message === 'string' && message.includes('did not establish a connection')) return 'connection timed out';
  if (typeof message === 'string' && message.includes('socket hang up')) return 'connection closed';
  if (name === 'TimeoutError' && error instanceof Error) return 'connection timed out';
  if (error instanceof AggregateError) return networkReason(error.errors[0], depth + 1);
  return networkReason((error as Error).cause, depth + 1);
}

/** The IAM action and resource that a refusal names; the service writes actions of SQS in small letters. */
function deniedAction(message: string, context: CallContext): { action: string; resource: string | undefined } {
  const match = /not authorized to perform: ([\w-]+:\w+)(?:.*? on resource: (\S+))?/.exec(message);
  const named = match?.[1];
  const action = named === undefined || named.toLowerCase() === context.action.toLowerCase() ? context.action : named;
  return { action, resource: match?.[2]?.replace(/[.,]$/, '') ?? context.resource };
}

function sentence(
  kind: AwsErrorKind,
  code: string,
  error: unknown,
  where: string,
  context: CallContext,
  denied: { action: string; resource: string | undefined } | undefined,
): string {
  const said = messageOf(error).replace(/[.\s]+$/, '');
  const resource = nameOf(context.resource);
  const doubt = context.mayHaveHappened ? ' It may have been carried out all the same.' : '';
  switch (kind) {
    case 'access-denied':
      return `Not allowed: ${denied?.action ?? context.action}${denied?.resource ? ` on ${denied.resource}` : ''}. Ask for this permission, or choose another profile.`;
    case 'expired-credentials':
      return `The sign-in of ${who(context)} has expired. Sign in again.`;
    case 'no-credentials':
      return `AWS does not accept the credentials of ${who(context)} in ${context.region} (${code}: ${said}). Check the profile, and that the region is enabled for the account.`;
    case 'not-found':
      return `${context.action} found nothing called ${resource} in ${where}. It may have been deleted meanwhile; refresh the view.`;
    case 'already-exists':
      return `There is already one called ${resource}, with other settings (${said}). Choose another name.`;
    case 'throttled':
      if (code === 'PurgeQueueInProgress')
        return `A queue can be purged once in 60 seconds. Wait a minute, then purge again: ${resource}.`;
      if (code === 'OverLimit')
        return `Too many messages of this queue are in flight. Delete or release some, then try again: ${resource}.`;
      return `${context.action} was refused because of too many calls (${code}). Wait a moment, then try again.`;
    case 'unsupported':
      return `${context.endpoint === undefined ? `AWS ${context.region}` : `The endpoint ${context.endpoint}`} does not offer ${context.action}.`;
    case 'too-large':
      return `${context.action} was refused as too large: ${said}. Make the message smaller.`;
    case 'invalid':
      return `${context.action} was refused: ${said} (${code}).`;
    default:
      if (code === foreignAnswer)
        return `The answer of ${where} to ${context.action} is not one of AWS.${doubt} Check that the address is right, and what the server's log says.`;
      return `${context.action} failed in ${where}: ${said || 'no reason given'} (${code || 'no code'}).${doubt}`;
  }
}

/** The name at the end of an ARN, or the text as it is. */
function nameOf(resource: string | undefined): string {
  if (resource === undefined) return 'what was asked for';
  return resource.startsWith('arn:') ? arnName(resource) : resource;
}

/** `profile shop` or the connection's name, for sentences. */
export function who(context: Pick<CallContext, 'connection'>): string {
  const { connection } = context;
  return connection.credentials === 'profile'
    ? `profile ${connection.profile ?? connection.name}`
    : `connection ${connection.name}`;
}

function waysOut(kind: AwsErrorKind, context: CallContext) {
  if (kind === 'expired-credentials') return [signIn(context.connection.id)];
  if (kind === 'no-credentials') {
    return [
      {
        title: 'Edit Connection',
        command: 'messagingWorkbench.connection.edit',
        args: [{ connectionId: context.connection.id }],
      },
    ];
  }
  return [];
}

/** The button that signs a connection in again. */
export function signIn(connectionId: string) {
  return { title: 'Sign In', command: 'messagingWorkbench.connection.signIn', args: [{ connectionId }] };
}
