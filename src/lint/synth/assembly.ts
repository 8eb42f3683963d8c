import { isObject } from '../../core/parse.ts';
import { maxTextLength } from '../../graph/languages.ts';
import { type Frame, userFrames } from './frames.ts';
import { selfContainedIds } from './selfContained.ts';

/** Reads a file by its path; undefined when it is not there or too long. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** A resource of a synthesized template, as the app's construct tree knows it. */
export interface Origin {
  /** `Shop/Orders`, without the `Resource` that a construct calls its own resource. */
  readonly path: string;
  /** Last part of the path: what the source calls the construct. */
  readonly id: string;
  /** Where the app made it, the innermost place first; empty when CDK did not write it down. */
  readonly frames: readonly Frame[];
}

export interface SynthesizedTemplate {
  readonly path: string;
  readonly text: string;
  /** By logical id. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Logical ids of resources that depend on nothing outside of the template, and nothing outside on them. */
  readonly selfContained: ReadonlySet<string>;
}

/** What `cdk synth` left behind. */
export interface Assembly {
  readonly folder: string;
  readonly templates: readonly SynthesizedTemplate[];
  /** Values that have to be looked up in an account are missing: the templates hold stand-ins. */
  readonly lacksContext: boolean;
}

const maxTemplates = 300;
const maxDepth = 6;
const nestedTemplate = /\.template\.json$/;

/** What an assembly says about the constructs of one stack: metadata entries by construct path. */
type Metadata = Readonly<Record<string, readonly Entry[]>>;

/** Names of template files by the id of the artifact that lists them. */
type Uploaded = ReadonlyMap<string, readonly string[]>;

interface Entry {
  readonly type: string;
  readonly data: unknown;
  readonly trace: unknown;
}

/**
 * Reads a cloud assembly with its nested assemblies and nested stacks. Undefined when the folder holds none.
 * @param folder the output folder of a synth, absolute, with forward slashes
 * @param root folder that relative source names count from
 */
export async function readAssembly(folder: string, root: string, read: ReadText): Promise<Assembly | undefined> {
  const reader = new AssemblyReader(root, read);
  return (await reader.folder(folder, 0))
    ? { folder, templates: [...reader.templates.values()], lacksContext: reader.lacksContext }
    : undefined;
}

class AssemblyReader {
  readonly templates = new Map<string, SynthesizedTemplate>();
  lacksContext = false;
  readonly #root: string;
  readonly #read: ReadText;

  constructor(root: string, read: ReadText) {
    this.#root = root;
    this.#read = read;
  }

  /** False when the folder holds no assembly. */
  async folder(folder: string, depth: number): Promise<boolean> {
    const manifest = await this.#json(`${folder}/manifest.json`);
    const artifacts = isObject(manifest) ? manifest['artifacts'] : undefined;
    if (!isObject(manifest) || typeof manifest['version'] !== 'string' || !isObject(artifacts)) return false;
    if (Array.isArray(manifest['missing']) && manifest['missing'].length > 0) this.lacksContext = true;
    const assets = await this.#uploadedTemplates(folder, artifacts);
    for (const artifact of Object.values(artifacts)) {
      if (!isObject(artifact)) continue;
      const properties = isObject(artifact['properties']) ? artifact['properties'] : {};
      if (artifact['type'] === 'aws:cloudformation:stack') await this.#stack(folder, artifact, properties, assets);
      const nested = inside(folder, properties['directoryName']);
      if (artifact['type'] === 'cdk:cloud-assembly' && nested && depth < maxDepth) await this.folder(nested, depth + 1);
    }
    return true;
  }

  /** Templates that are uploaded, those of nested stacks among them, by the artifact that lists them. */
  async #uploadedTemplates(folder: string, artifacts: Record<string, unknown>): Promise<Uploaded> {
    const found = new Map<string, string[]>();
    for (const [id, artifact] of Object.entries(artifacts)) {
      if (!isObject(artifact) || artifact['type'] !== 'cdk:asset-manifest' || !isObject(artifact['properties']))
        continue;
      const file = inside(folder, artifact['properties']['file']);
      const manifest = file && (await this.#json(file));
      const files = isObject(manifest) && isObject(manifest['files']) ? Object.values(manifest['files']) : [];
      const sources = files.map(asset => (isObject(asset) && isObject(asset['source']) ? asset['source']['path'] : ''));
      found.set(
        id,
        sources.filter(source => typeof source === 'string').filter(source => nestedTemplate.test(source)),
      );
    }
    return found;
  }

  async #stack(
    folder: string,
    artifact: Record<string, unknown>,
    properties: Record<string, unknown>,
    uploaded: Uploaded,
  ): Promise<void> {
    const { templateFile } = properties;
    if (typeof templateFile !== 'string') return;
    const file = inside(folder, artifact['additionalMetadataFile']);
    const metadata = metadataOf(artifact['metadata'], file && (await this.#json(file)));
    const needed: readonly unknown[] = Array.isArray(artifact['dependencies']) ? artifact['dependencies'] : [];
    const nested = needed.flatMap(id => (typeof id === 'string' ? (uploaded.get(id) ?? []) : []));
    for (const name of new Set([templateFile, ...nested])) {
      const path = inside(folder, name);
      if (!path || this.templates.has(path) || this.templates.size >= maxTemplates) continue;
      const text = await this.#read(path);
      const template = text === undefined || text.length > maxTextLength ? undefined : parsed(text);
      if (text === undefined || !isObject(template) || !isObject(template['Resources'])) continue;
      const origins = originsOf(template['Resources'], metadata, name, this.#root);
      this.templates.set(path, { path, text, origins, selfContained: selfContainedIds(template) });
    }
  }

  async #json(path: string): Promise<unknown> {
    return parsed((await this.#read(path)) ?? '');
  }
}

/** Newer versions of CDK write metadata into a file of its own, older ones into the manifest. */
function metadataOf(...sources: readonly unknown[]): Metadata {
  const all: Record<string, Entry[]> = {};
  for (const source of sources) {
    if (!isObject(source)) continue;
    for (const [path, entries] of Object.entries(source)) {
      const list = Array.isArray(entries) ? entries : [];
      const known = list.flatMap((entry: unknown): Entry[] =>
        isObject(entry) && typeof entry['type'] === 'string'
          ? [{ type: entry['type'], data: entry['data'], trace: entry['trace'] }]
          : [],
      );
      all[path] = [...(all[path] ?? []), ...known];
    }
  }
  return all;
}

function originsOf(
  resources: Record<string, unknown>,
  metadata: Metadata,
  template: string,
  root: string,
): ReadonlyMap<string, Origin> {
  const byLogicalId = new Map<string, string[]>();
  for (const [path, entries] of Object.entries(metadata)) {
    for (const { type, data } of entries) {
      if (type !== 'aws:cdk:logicalId' || typeof data !== 'string') continue;
      byLogicalId.set(data, [...(byLogicalId.get(data) ?? []), path]);
    }
  }
  const origins = new Map<string, Origin>();
  for (const [logicalId, resource] of Object.entries(resources)) {
    const path = writtenPath(resource) ?? pathIn(template, byLogicalId.get(logicalId) ?? [], metadata);
    if (path === undefined) continue;
    const frames = framesOf(metadata[path.startsWith('/') ? path : `/${path}`] ?? [], root);
    const construct = path.replace(/^\//, '').replace(/\/(?:Resource|Default)$/, '');
    origins.set(logicalId, { path: construct, id: construct.slice(construct.lastIndexOf('/') + 1), frames });
  }
  return origins;
}

function writtenPath(resource: unknown): string | undefined {
  const metadata = isObject(resource) ? resource['Metadata'] : undefined;
  const path = isObject(metadata) ? metadata['aws:cdk:path'] : undefined;
  return typeof path === 'string' ? path : undefined;
}

/** Of several paths with one logical id the one whose stack is written to this template. */
function pathIn(template: string, paths: readonly string[], metadata: Metadata): string | undefined {
  if (paths.length < 2) return paths[0];
  const own = paths.filter(path => templateOf(path, metadata) === template);
  return own.length === 1 ? own[0] : undefined;
}

function templateOf(path: string, metadata: Metadata): string | undefined {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const entry = metadata[path.slice(0, end)]?.find(each => each.type === 'aws:cdk:templateFile');
    if (typeof entry?.data === 'string') return entry.data;
  }
  return undefined;
}

function framesOf(entries: readonly Entry[], root: string): readonly Frame[] {
  for (const { type, data, trace } of entries) {
    const frames = userFrames(
      type === 'aws:cdk:creationStack' ? data : type === 'aws:cdk:logicalId' ? trace : [],
      root,
    );
    if (frames.length > 0) return frames;
  }
  return [];
}

/** A path below the folder; undefined for names that lead out of it. */
function inside(folder: string, name: unknown): string | undefined {
  if (typeof name !== 'string' || name === '' || /^[\\/]|^[A-Za-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)/.test(name))
    return undefined;
  return `${folder}/${name.replaceAll('\\', '/')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
