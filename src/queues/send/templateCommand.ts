import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { fileOf } from '../../editor/filePieces.ts';
import { ask, pick } from '../../editor/prompts.ts';
import type { CommandHandler } from '../../editor/registerCommand.ts';
import type { TemplateName, TemplatePlace, TemplateStore } from '../../editor/templateFiles.ts';
import { draftEnding, draftText, parseDraft } from '../../messages/compose/messageDraft.ts';
import { entryFiller, systemSource } from '../../messages/compose/placeholders.ts';
import { templateNameFault } from '../../messages/compose/templateName.ts';
import { pickQueue } from '../pickQueueCommand.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { openQueueSend } from './queueSendPanel.ts';
import { entryOfMessage, messageOfEntry } from './queueTarget.ts';
import { sendOne } from './sendOneCommand.ts';

const placeWords: Readonly<Record<TemplatePlace, string>> = {
  workspace: 'In this workspace, to be shared',
  user: 'For me, in every workspace',
};

/** Keeps a message under a name: the given one, else the draft in a file or in the editor in front. Returns its file. */
export function saveTemplateCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.saveTemplate'> {
  return async ({ name, place, uri, placeholders, body, ...rest }) => {
    const text =
      body === undefined
        ? await draftInFront(uri)
        : draftText({ target: {}, placeholders: placeholders ?? false, entry: entryOfMessage({ body, ...rest }) });
    const called =
      name ??
      (await ask({ title: 'Save Message Template', prompt: 'Name of the template', validate: templateNameFault }));
    const fault = templateNameFault(called);
    if (fault !== undefined) throw new UserError(`${fault}: ${called}`);
    const template = { name: called, place: place ?? (await choosePlace(deps.templates)) };
    const standing = (await deps.templates.list()).some(one => one.name === called && one.place === template.place);
    if (standing && name === undefined) {
      await pick([{ label: `Replace ${called}`, value: true }], { title: 'There is a template of this name already' });
    }
    const file = await deps.templates.write(template, text);
    vscode.window.setStatusBarMessage(`Saved the template ${called}`, 5_000);
    return file;
  };
}

async function draftInFront(uri: string | undefined): Promise<string> {
  const document =
    uri === undefined ? vscode.window.activeTextEditor?.document : await vscode.workspace.openTextDocument(fileOf(uri));
  if (!document || (uri === undefined && !document.uri.path.endsWith(draftEnding))) {
    throw new UserError(`Open a message draft first: a file whose name ends in ${draftEnding}`);
  }
  const text = document.getText();
  parseDraft(text);
  return text;
}

async function choosePlace(store: TemplateStore): Promise<TemplatePlace> {
  const places = await store.places();
  const [only] = places;
  if (only !== undefined && places.length === 1) return only;
  return pick(
    places.map(place => ({ label: placeWords[place], value: place })),
    { title: 'Save Message Template', placeHolder: 'Where to keep it' },
  );
}

/** Opens the send page with a template in it; with `send: true` sends it at once and returns `{ messageId }`. */
export function sendTemplateCommand(deps: QueueDeps): CommandHandler<'messagingWorkbench.queue.sendTemplate'> {
  return async ({ template, place, send, confirmed, ignoreSchema, ...named }) => {
    const title = 'Send Message Template';
    const chosen = await chooseTemplate(deps.templates, template, place, title);
    const { target, placeholders, entry } = parseDraft(await deps.templates.read(chosen));
    const given = named.name !== undefined || named.arn !== undefined || named.url !== undefined;
    const { queue: wanted, connection, region } = target;
    const queue = await pickQueue(
      deps,
      {
        ...(!given && wanted !== undefined && (wanted.startsWith('arn:') ? { arn: wanted } : { name: wanted })),
        ...(connection !== undefined && { connectionId: connection }),
        ...(region !== undefined && { region }),
        ...named,
      },
      title,
    );
    if (send !== true) {
      openQueueSend(deps, queue, { ...messageOfEntry(entry), placeholders });
      return undefined;
    }
    const message = messageOfEntry(placeholders ? entryFiller(entry)(systemSource, 0) : entry);
    return sendOne(deps, queue, message, {
      ...(confirmed !== undefined && { confirmed }),
      ...(ignoreSchema !== undefined && { ignoreSchema }),
    });
  };
}

async function chooseTemplate(
  store: TemplateStore,
  name: string | undefined,
  place: TemplatePlace | undefined,
  title: string,
): Promise<TemplateName> {
  const all = await store.list();
  if (name !== undefined) {
    const found = all.find(one => one.name === name && (place === undefined || one.place === place));
    if (!found) throw new UserError(`There is no template of this name: ${name}`);
    return found;
  }
  if (all.length === 0) throw new UserError('There is no template yet. Save one on the send page or above a draft');
  return pick(
    all.map(one => ({ label: one.name, description: one.place === 'workspace' ? 'workspace' : '', value: one })),
    { title, placeHolder: 'Template' },
  );
}
