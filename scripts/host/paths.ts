import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const projectDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What the scripts fetch or make for themselves: the VS Code host, staged builds. Never part of the product. */
export const hostDir = path.join(projectDir, '.vscode-test');
