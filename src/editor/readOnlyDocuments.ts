import * as vscode from 'vscode';
import { type Disposable, disposeAll } from '../core/disposable.ts';

/** A text that can be read, searched and copied in an editor of VS Code's own, and not changed. */
export interface ReadOnlyDocument {
  /** Where it comes from, for the path that an editor shows: the name of a queue. */
  readonly folder: string;
  /** The tab's name; its ending tells VS Code what the text is: `….json`. */
  readonly name: string;
  readonly text: string;
}

const scheme = 'messaging-workbench';
/** What an editor shows that outlived a reload of the window. */
const forgotten = 'This message is no longer held. Open it again from where it was shown.\n';

/** Shows texts as read-only documents. They live in memory only, until their last editor is closed. */
export class ReadOnlyDocuments implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #serving: Disposable;
  #lastId = 0;

  constructor() {
    this.#serving = disposeAll(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: uri => this.#texts.get(uri.query) ?? forgotten,
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.#texts.delete(uri.query);
      }),
    );
  }

  /** Opens a text in an editor. */
  async show(document: ReadOnlyDocument): Promise<void> {
    await vscode.window.showTextDocument(this.#keep(document), { preview: false });
  }

  /** Opens VS Code's own comparison of two texts. */
  async compare(left: ReadOnlyDocument, right: ReadOnlyDocument): Promise<void> {
    const title = `${left.name} ↔ ${right.name}`;
    await vscode.commands.executeCommand('vscode.diff', this.#keep(left), this.#keep(right), title, { preview: false });
  }

  #keep({ folder, name, text }: ReadOnlyDocument): vscode.Uri {
    const id = String(++this.#lastId);
    this.#texts.set(id, text);
    const path = [folder, name].map(part => part.replace(/[/\\]/g, '_')).join('/');
    return vscode.Uri.from({ scheme, path: `/${path}`, query: id });
  }

  dispose(): void {
    this.#serving.dispose();
    this.#texts.clear();
  }
}
