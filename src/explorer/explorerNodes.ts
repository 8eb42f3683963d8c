import * as vscode from 'vscode';
import type { Connection } from '../connections/connection.ts';
import type { Scope } from '../core/scope.ts';
import type { CommandSource } from '../editor/registerCommand.ts';
import type { Folder } from './folder.ts';
import type { Look } from './looks.ts';
import type { Row } from './row.ts';

/** What the nodes ask of the tree that holds them. */
export interface NodeLooks {
  connection(node: ConnectionNode): Look;
  region(node: RegionNode): Look;
  folder(node: FolderNode): Look;
  group(node: GroupNode): Look;
  row(node: RowNode): Look;
}

interface Click {
  readonly title: string;
  readonly command: string;
  readonly args: readonly unknown[];
}

/** One item of the tree; the same object for as long as the same thing stands there. */
export abstract class ExplorerNode implements CommandSource {
  abstract readonly id: string;
  abstract readonly parent: ExplorerNode | undefined;
  abstract readonly commandArguments: object;
  abstract readonly collapsible: vscode.TreeItemCollapsibleState;
  abstract look(looks: NodeLooks): Look;

  click(): Click | undefined {
    return undefined;
  }

  /** Cheap, as VS Code asks it of every row of an open folder at once. */
  toItem(looks: NodeLooks): vscode.TreeItem {
    const look = this.look(looks);
    const item = new vscode.TreeItem(look.label, this.collapsible);
    item.id = this.id;
    item.contextValue = look.context;
    item.accessibilityInformation = { label: look.spoken };
    if (look.description !== undefined && look.description !== '') item.description = look.description;
    if (look.tooltip !== undefined) item.tooltip = look.tooltip;
    if (look.icon !== undefined) item.iconPath = iconOf(look.icon, look.color);
    const click = this.click();
    if (click) item.command = { title: click.title, command: click.command, arguments: [...click.args] };
    return item;
  }
}

export class ConnectionNode extends ExplorerNode {
  readonly id: string;
  readonly parent = undefined;
  connection: Connection;
  readonly collapsible = vscode.TreeItemCollapsibleState.Expanded;

  constructor(connection: Connection) {
    super();
    this.connection = connection;
    this.id = connection.id;
  }

  get commandArguments() {
    return { connectionId: this.connection.id };
  }

  look(looks: NodeLooks): Look {
    return looks.connection(this);
  }
}

export class RegionNode extends ExplorerNode {
  readonly id: string;
  readonly parent: ConnectionNode;
  readonly scope: Scope;
  readonly collapsible = vscode.TreeItemCollapsibleState.Expanded;

  constructor(parent: ConnectionNode, region: string) {
    super();
    this.parent = parent;
    this.scope = { connectionId: parent.connection.id, region };
    this.id = `${parent.id}/${region}`;
  }

  get commandArguments() {
    return { ...this.scope };
  }

  look(looks: NodeLooks): Look {
    return looks.region(this);
  }
}

export class FolderNode extends ExplorerNode {
  readonly id: string;
  readonly parent: RegionNode;
  readonly folder: Folder;
  readonly collapsible = vscode.TreeItemCollapsibleState.Collapsed;

  constructor(parent: RegionNode, folder: Folder) {
    super();
    this.parent = parent;
    this.folder = folder;
    this.id = `${parent.id}/${folder.kind}`;
  }

  get commandArguments() {
    return { ...this.folder.scope };
  }

  look(looks: NodeLooks): Look {
    return looks.folder(this);
  }
}

/** Rows with the same prefix, stack or tag. */
export class GroupNode extends ExplorerNode {
  readonly id: string;
  readonly parent: FolderNode;
  readonly label: string;
  readonly collapsible = vscode.TreeItemCollapsibleState.Collapsed;
  rows: readonly Row[] = [];

  constructor(parent: FolderNode, key: string, label: string) {
    super();
    this.parent = parent;
    this.label = label;
    this.id = `${parent.id}/group ${key}`;
  }

  get commandArguments() {
    return { ...this.parent.folder.scope };
  }

  look(looks: NodeLooks): Look {
    return looks.group(this);
  }
}

/** A queue, topic or stream. */
export class RowNode extends ExplorerNode {
  readonly id: string;
  readonly parent: FolderNode | GroupNode;
  readonly collapsible = vscode.TreeItemCollapsibleState.None;
  row: Row;

  constructor(parent: FolderNode | GroupNode, row: Row) {
    super();
    this.parent = parent;
    this.row = row;
    this.id = `${parent.id}/${row.arn}`;
  }

  get commandArguments() {
    return this.row.ref;
  }

  override click(): Click {
    return { title: 'Open', command: `messagingWorkbench.${this.row.kind}.open`, args: [this.row.ref] };
  }

  look(looks: NodeLooks): Look {
    return looks.row(this);
  }
}

/** A sentence in place of rows or above them. */
export class MessageNode extends ExplorerNode {
  readonly id: string;
  readonly parent: FolderNode;
  readonly collapsible = vscode.TreeItemCollapsibleState.None;
  readonly #look: Look;
  readonly #click: Click;

  constructor(parent: FolderNode, key: string, look: Look, click: Click) {
    super();
    this.parent = parent;
    this.id = `${parent.id}/message ${key}`;
    this.#look = look;
    this.#click = click;
  }

  get commandArguments() {
    return { ...this.parent.folder.scope };
  }

  override click(): Click {
    return this.#click;
  }

  look(): Look {
    return this.#look;
  }
}

function iconOf(icon: string, color: string | undefined): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
