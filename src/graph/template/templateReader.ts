import type { ReadDocument } from '../document.ts';
import { emptyMap, type Resource } from '../graph.ts';
import { type Entry, type MapValue, type ReferenceValue, type Value, valueAt, walk } from '../value.ts';
import { looksLikeTemplate, templateFormat } from './detect.ts';
import { child, type DocEntry, type DocNode, entryOf, type MapNode, type ParsedDocument, textOf } from './docNode.ts';
import { resourceId, type TemplateScope, ValueReader } from './intrinsics.ts';
import { parseJson } from './jsonDocument.ts';
import { jsonInText } from './jsonText.ts';
import { expandSam } from './sam.ts';
import { suppressionsIn } from './suppressionMetadata.ts';
import { parseYaml } from './yamlDocument.ts';

export interface TemplateOptions {
  readonly useParameterDefaults?: boolean;
  /** Resources of the stack around this one that it passes for parameters. */
  readonly passed?: ReadonlyMap<string, ReferenceValue>;
  /** The resource that a nested stack of this one gives out. */
  readonly output?: (logicalId: string, name: string) => ReferenceValue | undefined;
}

/** Transforms whose effect on what we read is known to be none, or is done here. */
const harmlessTransforms = new Set([
  'AWS::Serverless-2016-10-31',
  'AWS::LanguageExtensions',
  'AWS::CodeDeployBlueGreen',
  'AWS::SecretsManager-2020-07-23',
  'AWS::SecretsManager-2024-09-16',
]);

/** Properties that may hold a JSON text instead of a map. */
const jsonProperties = [
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'FilterPolicy',
  'DeliveryPolicy',
  'PolicyDocument',
  'KeyPolicy',
  'Statement',
];

const handedOver = /dlq|dead[-_ ]?letter|failed|failure|parking|poison/i;

/** Parses by the look of the text. */
export function parseTemplateText(text: string): ParsedDocument {
  return templateFormat(text) === 'json' ? parseJson(text) : parseYaml(text);
}

/**
 * Reads a CloudFormation or SAM template, YAML or JSON. Undefined when the text is none.
 * @throws UserError when it nests too deep
 */
export function readTemplate(uri: string, text: string, options: TemplateOptions = {}): ReadDocument | undefined {
  return looksLikeTemplate(text) ? readParsed(uri, parseTemplateText(text), options) : undefined;
}

/** The outputs of a template by name, its parameters unknown. */
export function outputsOf(uri: string, parsed: ParsedDocument, options: TemplateOptions): ReadonlyMap<string, Value> {
  const declarations = child(parsed.root, 'Resources');
  const outputs = child(parsed.root, 'Outputs');
  if (declarations?.kind !== 'map' || outputs?.kind !== 'map') return new Map();
  const values = new ValueReader(scopeOf(uri, parsed, declarations, options));
  return new Map(outputs.entries.map(entry => [entry.key, valueAt(values.read(entry.value), 'Value')]));
}

function scopeOf(
  uri: string,
  { root, errors }: ParsedDocument,
  declarations: MapNode,
  options: TemplateOptions,
): TemplateScope {
  return {
    uri,
    resources: new Set(declarations.entries.map(entry => entry.key)),
    parameters: child(root, 'Parameters'),
    mappings: child(root, 'Mappings'),
    useParameterDefaults: options.useParameterDefaults ?? false,
    open: errors.length > 0 || hasUnknownTransform(root),
    passed: options.passed,
    output: options.output,
  };
}

/** Reads what was parsed before. */
export function readParsed(uri: string, parsed: ParsedDocument, options: TemplateOptions): ReadDocument | undefined {
  const declarations = child(parsed.root, 'Resources');
  if (declarations?.kind !== 'map') return undefined;
  const declared = declarations.entries.filter(entry => /^\w+::\w+/.test(textOf(child(entry.value, 'Type')) ?? ''));
  if (declared.length === 0) return undefined;
  const scope = scopeOf(uri, parsed, declarations, options);
  const { open } = scope;
  const values = new ValueReader(scope);
  const escaped = escapedIds(parsed.root, declarations.entries, values, scope);
  const plain = declared.map(entry => toResource(entry, values, escaped, scope));
  const [problem] = parsed.errors;
  return {
    resources: expandSam(plain, globalsOf(parsed.root, values)),
    document: {
      uri,
      origin: 'template',
      complete: !open,
      suppressions: suppressionsIn(child(parsed.root, 'Metadata')),
    },
    problem,
  };
}

function toResource(
  entry: DocEntry,
  values: ValueReader,
  escaped: ReadonlySet<string>,
  scope: TemplateScope,
): Resource {
  const id = resourceId(scope.uri, entry.key);
  const type = textOf(child(entry.value, 'Type')) ?? '';
  const span = values.span({ start: entry.keyStart, end: entry.value.end });
  const nameSpan = values.span({ start: entry.keyStart, end: entry.keyEnd });
  return {
    id,
    name: entry.key,
    otherNames: [],
    type,
    writtenType: type,
    origin: 'template',
    props: withJson(propertiesOf(entry, values, nameSpan, scope)),
    span,
    nameSpan,
    virtual: false,
    external: false,
    escapes: escaped.has(id),
    // SAM writes the policies that a connector needs.
    managed: entryOf(entry.value, 'Connectors') !== undefined,
    path: ['Resources', entry.key, 'Properties'],
    suppressions: suppressionsIn(child(entry.value, 'Metadata')),
  };
}

function propertiesOf(entry: DocEntry, values: ValueReader, place: Resource['span'], scope: TemplateScope): MapValue {
  const node = entryOf(entry.value, 'Properties')?.value;
  if (!node) return emptyMap(place, scope.open || entryOf(entry.value, 'Fn::Transform') !== undefined);
  const value = values.read(node);
  if (value.kind === 'map') return value;
  const empty = value.kind === 'literal' && value.value === null;
  return emptyMap(values.span(node), scope.open || !empty);
}

function withJson(props: MapValue): MapValue {
  if (!jsonProperties.some(name => props.entries.has(name))) return props;
  const entries = new Map<string, Entry>(props.entries);
  for (const name of jsonProperties) {
    const entry = entries.get(name);
    if (entry) entries.set(name, { ...entry, value: jsonInText(entry.value) });
  }
  return { ...props, entries };
}

function hasUnknownTransform(root: DocNode | undefined): boolean {
  const transform = child(root, 'Transform');
  const names = transform?.kind === 'list' ? transform.items : transform ? [transform] : [];
  if (names.some(name => !harmlessTransforms.has(textOf(name) ?? ''))) return true;
  return (
    entryOf(root, 'Fn::Transform') !== undefined || entryOf(child(root, 'Resources'), 'Fn::Transform') !== undefined
  );
}

/** Ids of resources that loops use, or that outputs hand to other stacks as a place for failures. */
function escapedIds(
  root: DocNode | undefined,
  declarations: readonly DocEntry[],
  values: ValueReader,
  scope: TemplateScope,
): ReadonlySet<string> {
  const ids = new Set<string>();
  const collect = (value: Value) =>
    walk(value, each => {
      if (each.kind === 'reference') ids.add(each.target);
    });
  for (const entry of declarations) if (entry.key.startsWith('Fn::ForEach')) collect(values.read(entry.value));
  const outputs = child(root, 'Outputs');
  for (const entry of outputs?.kind === 'map' ? outputs.entries : []) {
    const output = values.read(entry.value);
    if (
      scope.open ||
      handedOver.test(entry.key) ||
      handedOver.test(textOf(child(entry.value, 'Export', 'Name')) ?? '')
    ) {
      collect(valueAt(output, 'Value'));
    }
  }
  return ids;
}

function globalsOf(root: DocNode | undefined, values: ValueReader): MapValue | undefined {
  const globals = child(root, 'Globals', 'Function');
  const value = globals && values.read(globals);
  return value?.kind === 'map' ? value : undefined;
}
