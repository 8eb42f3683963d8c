import type { Connection } from '../connections/connection.ts';
import type { NodeKind } from '../contributions.ts';
import { AwsError, messageOf } from '../core/errors.ts';
import type { ScopeInfo } from '../core/scope.ts';
import { count, formatNumber } from '../core/text.ts';
import type { DeadLetterMark, Figures } from './figures.ts';
import { type FolderKind, isFifo, type Row } from './row.ts';

/** How a tree item looks, as plain data. Names come from a service and stay plain text everywhere. */
export interface Look {
  readonly label: string;
  readonly description?: string;
  /** A codicon. */
  readonly icon?: string;
  /** A theme colour of the icon. */
  readonly color?: 'list.errorForeground' | 'list.warningForeground' | 'disabledForeground';
  readonly tooltip?: string;
  /** Read by screen readers instead of label and description. */
  readonly spoken: string;
  /** The kind, then flags: what the menus in package.json match. */
  readonly context: string;
}

function contextOf(kind: NodeKind, flags: Readonly<Record<string, boolean>>): string {
  return [kind, ...Object.keys(flags).filter(flag => flags[flag])].join(' ');
}

/** `info` is there once somebody has asked who the connection is. */
export function connectionLook(connection: Connection, peekAllowed: boolean, info: ScopeInfo | undefined): Look {
  const readOnly = connection.readOnly === true;
  const production = connection.production === true || info?.production === true;
  const sandbox = connection.credentials === 'sandbox';
  const endpoint = connection.endpoint ?? info?.endpoint;
  const where = connection.credentials === 'profile' ? connection.profile : sandbox ? 'sandbox' : undefined;
  const isNamed = sandbox ? /sandbox/i.test(connection.name) : where === connection.name;
  const guard = [
    production && (connection.production || info?.accountId !== undefined ? 'production' : 'account not confirmed'),
    readOnly && (peekAllowed ? 'read-only, peeking allowed' : 'read-only'),
  ].filter(word => typeof word === 'string');
  const host = endpoint === undefined ? undefined : endpoint.replace(/^https?:\/\//, '').replace(/\/$/, '');
  const parts = [...guard, sandbox ? undefined : info?.accountId, host, isNamed ? undefined : where];
  const described = parts.filter(part => part !== undefined && part !== '').join(' · ');
  const lines = [
    connection.name,
    connection.credentials === 'profile' && `Profile: ${connection.profile}`,
    connection.credentials === 'default' && 'Credentials: the default chain of the AWS SDK',
    info?.accountId !== undefined && `Account: ${info.accountId}`,
    endpoint !== undefined && `Endpoint: ${endpoint}`,
    readOnly && 'Read-only: calls that change something are refused.',
    readOnly && peekAllowed && 'Peeking is allowed: receiving raises receive counts and hides messages for a while.',
    production && 'Treated as production: destructive acts ask for the name to be typed.',
  ].filter(line => line !== false);
  return {
    label: connection.name,
    description: described,
    icon: production ? 'shield' : readOnly ? 'lock' : sandbox ? 'beaker' : 'plug',
    ...(production && { color: 'list.warningForeground' as const }),
    tooltip: lines.join('\n'),
    spoken: ['connection', connection.name, described].filter(part => part !== '').join(', '),
    context: contextOf('connection', {
      profile: connection.credentials === 'profile',
      readOnly,
      peek: readOnly && peekAllowed,
      production,
      sandbox,
    }),
  };
}

export function regionLook(region: string): Look {
  return { label: region, icon: 'globe', spoken: `region ${region}`, context: 'region' };
}

export interface FolderState {
  readonly state: 'idle' | 'loading' | 'complete' | 'stopped' | 'failed';
  readonly total: number;
  readonly shown: number;
  readonly filtered: boolean;
  readonly readingTags: boolean;
}

const folderLabels = { queues: 'Queues', topics: 'Topics', streams: 'Streams' } as const;
export const rowIcons = { queue: 'inbox', topic: 'broadcast', stream: 'pulse' } as const;

export function folderLook(kind: FolderKind, state: FolderState): Look {
  const label = folderLabels[kind];
  const number =
    state.filtered && state.total > 0
      ? `${formatNumber(state.shown)} of ${formatNumber(state.total)}`
      : formatNumber(state.total);
  const listed = {
    idle: '',
    loading: state.total > 0 ? `${number} so far…` : 'loading…',
    complete: number,
    stopped: `${number} so far, stopped`,
    failed: state.total > 0 ? `${number}, not up to date` : '',
  }[state.state];
  const description = [listed, state.readingTags && 'reading tags…'].filter(part => part).join(' · ');
  return {
    label,
    description,
    icon: { queues: 'inbox', topics: 'broadcast', streams: 'pulse' }[kind],
    spoken: description === '' ? label : `${label}, ${description}`,
    context: kind,
  };
}

/** `looked` is how many queues' figures have been read; absent for other folders. */
export function folderTooltip(look: Look, looked: number | undefined): string {
  if (looked === undefined) return look.spoken;
  return `${look.spoken}\nDepths have been read of ${count(looked, 'queue')}: the first rows of an open folder or group, dead-letter queues, and whatever you point at or select.`;
}

export function groupLook(label: string, size: number, noun: string): Look {
  return {
    label,
    description: formatNumber(size),
    icon: 'folder',
    spoken: `group ${label}, ${count(size, noun)}`,
    context: 'group',
  };
}

export interface RowState {
  readonly favourite: boolean;
  readonly figures?: Figures | undefined;
  readonly mark?: DeadLetterMark | undefined;
}

/**
 * A dead-letter queue that is not empty is red; one that only its name makes one, yellow. Both have a sign of their own,
 * as VS Code paints no colours in its high contrast themes.
 */
export function rowLook(row: Row, state: RowState): Look {
  const { favourite, figures, mark } = state;
  const fifo = isFifo(row);
  const deadLetters = mark !== undefined;
  const full = deadLetters && (figures?.messages ?? 0) > 0;
  const description = [
    favourite && '★',
    figures && depth(figures),
    mark === 'named' && 'DLQ',
    mark === 'suggested' && 'DLQ?',
    fifo && 'FIFO',
  ].filter(part => typeof part === 'string');
  const spoken = [
    row.name,
    fifo && 'FIFO',
    mark === 'named' && 'dead-letter queue',
    mark === 'suggested' && 'dead-letter queue by its name',
    mark === undefined && row.kind,
    figures && count(figures.messages, 'message'),
    figures && figures.inFlight > 0 && `${formatNumber(figures.inFlight)} in flight`,
    favourite && 'favourite',
  ].filter(part => typeof part === 'string');
  return {
    label: row.name,
    ...(description.length > 0 && { description: description.join(' · ') }),
    icon: full ? 'warning' : deadLetters ? 'archive' : rowIcons[row.kind],
    ...(full && { color: mark === 'named' ? ('list.errorForeground' as const) : ('list.warningForeground' as const) }),
    spoken: spoken.join(', '),
    context: contextOf(row.kind, { fifo, dlq: deadLetters, favourite }),
  };
}

function depth(figures: Figures): string {
  const flight = figures.inFlight > 0 ? ` (+${formatNumber(figures.inFlight)} in flight)` : '';
  return `${formatNumber(figures.messages)}${flight}`;
}

/** What a row's tooltip says, line by line, once its figures have been read. */
export function queueTooltip(row: Row, state: RowState): string {
  const { figures, mark } = state;
  const lines: string[] = [row.name, row.arn];
  if (figures) {
    lines.push(
      `About ${count(figures.messages, 'message')}, ${formatNumber(figures.inFlight)} in flight, ${formatNumber(figures.delayed)} delayed`,
    );
    if (figures.deadLetterArn !== undefined) {
      lines.push(`Dead letters after ${count(figures.maxReceiveCount ?? 0, 'receive')} go to ${figures.deadLetterArn}`);
    }
  }
  if (mark === 'named') lines.push('Takes the dead letters of another queue.');
  if (mark === 'suggested') lines.push('Called like a dead-letter queue; no queue looked at so far names it as one.');
  return lines.join('\n');
}

/** The short name of what went wrong; the whole message follows beside it and in the tooltip. */
export function problemLook(error: unknown, what: string): Look {
  const message = messageOf(error);
  const kind = error instanceof AwsError ? error.kind : undefined;
  const label =
    kind === 'access-denied' && error instanceof AwsError && error.action !== undefined
      ? `Not allowed: ${error.action}`
      : kind === 'expired-credentials'
        ? 'The sign-in has expired'
        : kind === 'no-credentials'
          ? 'No usable credentials'
          : kind === 'unknown-profile'
            ? 'Unknown profile'
            : kind === 'unreachable' || kind === 'timeout'
              ? 'No answer'
              : what;
  return {
    label,
    // The message may well begin with the label.
    description: message.startsWith(label) ? message.slice(label.length).replace(/^[.:\s]+/, '') : message,
    icon: kind === 'access-denied' ? 'lock' : 'error',
    color: 'list.errorForeground',
    tooltip: `${what}\n\n${message}\n\nClick for what to do.`,
    spoken: `${what}. ${message}`,
    context: 'message',
  };
}

/** A sentence in place of rows. */
export function noteLook(text: string, hint: string, icon: string): Look {
  return { label: text, description: hint, icon, spoken: `${text}. ${hint}`, context: 'message' };
}
