import * as vscode from 'vscode';
import { parseArray } from '../../core/parse.ts';
import type { Host } from '../../editor/host.ts';
import type { SavedFilter } from './viewerProtocol.ts';
import { savedFilterParser } from './viewerProtocol.ts';
import type { ViewerPorts } from './viewerSession.ts';

const savedKey = 'messages.savedFilters';

/** What the editor does for a viewer; `name` says in tabs where its messages come from. */
export function viewerPorts(host: Host, name: string): ViewerPorts {
  const inFolder = <D extends object>(document: D): D & { folder: string } => ({ ...document, folder: name });
  return {
    copy: text => vscode.env.clipboard.writeText(text),
    show: document => host.documents.show(inFolder(document)),
    compare: (left, right) => host.documents.compare(inFolder(left), inFolder(right)),
    saved: {
      read: () => savedFilters(host),
      write: list => host.memory.update(savedKey, list),
    },
  };
}

/** What an older or newer version wrote may not be what this one reads. */
function savedFilters(host: Host): readonly SavedFilter[] {
  try {
    return parseArray(savedFilterParser)(host.memory.get(savedKey, []), savedKey);
  } catch {
    return [];
  }
}
