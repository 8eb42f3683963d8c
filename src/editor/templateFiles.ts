import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';
import { naturalOrder } from '../core/text.ts';

/** In the workspace a template can be shared with the team; the user's own follows them everywhere. */
export type TemplatePlace = 'workspace' | 'user';

export interface TemplateName {
  readonly name: string;
  readonly place: TemplatePlace;
}

/** Named texts as files, in the workspace's `.vscode` folder and in a folder of the user's own. */
export interface TemplateStore {
  /** Sorted, those of the workspace first. */
  list(): Promise<readonly TemplateName[]>;
  /** Rejects with a UserError when there is none of this name. */
  read(template: TemplateName): Promise<string>;
  /** Overwrites the one of this name. Returns the file's address. */
  write(template: TemplateName, text: string): Promise<string>;
  remove(template: TemplateName): Promise<void>;
  /** Places where something can be kept now; without an open folder there is no workspace. */
  places(): Promise<readonly TemplatePlace[]>;
}

/** Drafts and templates are one format, which the manifest gives its schema by this ending. */
const ending = '.message.json';

/** The store whose user's part is below the extension's own storage. */
export function templatesBelow(storage: vscode.Uri): TemplateStore {
  const userFolder = vscode.Uri.joinPath(storage, 'templates');
  const folderOf = (place: TemplatePlace): vscode.Uri | undefined => {
    if (place === 'user') return userFolder;
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    return root && vscode.Uri.joinPath(root, '.vscode', 'messaging-workbench', 'templates');
  };
  const fileOf = ({ name, place }: TemplateName): vscode.Uri => {
    const folder = folderOf(place);
    if (!folder) throw new UserError('Open a folder first: templates of the workspace are kept in it');
    if (/[/\\]/.test(name) || name.startsWith('.'))
      throw new UserError(`This cannot be the name of a template: ${name}`);
    return vscode.Uri.joinPath(folder, `${name}${ending}`);
  };
  const namesIn = async (place: TemplatePlace): Promise<TemplateName[]> => {
    const folder = folderOf(place);
    if (!folder) return [];
    const files = await vscode.workspace.fs.readDirectory(folder).then(
      found => found,
      () => [],
    );
    return files
      .filter(([file, type]) => file.endsWith(ending) && (type & vscode.FileType.File) !== 0)
      .map(([file]) => ({ name: file.slice(0, -ending.length), place }))
      .sort((a, b) => naturalOrder(a.name, b.name));
  };
  return {
    list: async () => [...(await namesIn('workspace')), ...(await namesIn('user'))],
    read: async template => {
      try {
        return new TextDecoder().decode(await vscode.workspace.fs.readFile(fileOf(template)));
      } catch (error) {
        if (error instanceof UserError) throw error;
        throw new UserError(`There is no template of this name any more: ${template.name}`, { cause: error });
      }
    },
    write: async (template, text) => {
      const file = fileOf(template);
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
      return file.toString();
    },
    remove: async template => {
      await vscode.workspace.fs.delete(fileOf(template));
    },
    places: async () => (folderOf('workspace') ? ['workspace', 'user'] : ['user']),
  };
}
