import type { ReadDocument } from '../document.ts';
import { type MapValue, type ReferenceValue, type Value, valueAt } from '../value.ts';
import { child, type ParsedDocument, textOf } from './docNode.ts';
import { resourceId } from './intrinsics.ts';
import { outputsOf, readParsed, type TemplateOptions } from './templateReader.ts';

/** A nested stack whose template is a file of the same tree. */
export interface NestedStack {
  readonly logicalId: string;
  readonly uri: string;
}

const places: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack': 'TemplateURL',
  'AWS::Serverless::Application': 'Location',
};

/** The nested stacks of a template that name theirs by a relative path. */
export function nestedStacks(uri: string, parsed: ParsedDocument): NestedStack[] {
  const resources = child(parsed.root, 'Resources');
  if (resources?.kind !== 'map') return [];
  return resources.entries.flatMap(({ key, value }) => {
    const property = places[textOf(child(value, 'Type')) ?? ''];
    const place = property === undefined ? undefined : child(value, 'Properties', property);
    const path = place && place.tag === undefined ? textOf(place) : undefined;
    if (path === undefined || /^[a-z][a-z0-9+.-]*:|^\/|[\\${}]/i.test(path)) return [];
    try {
      return [{ logicalId: key, uri: new URL(path, uri).href }];
    } catch {
      return [];
    }
  });
}

/**
 * Reads templates that nest each other: what a parent passes for a parameter is that parent's resource, and an output
 * is the nested template's. A template that two stacks are made of stays by itself: which one is meant cannot be told.
 */
export function readFamily(
  family: ReadonlyMap<string, ParsedDocument>,
  options: TemplateOptions,
): ReadonlyMap<string, ReadDocument> {
  const nested = new Map([...family].map(([uri, parsed]) => [uri, nestedStacks(uri, parsed)]));
  const parents = new Map<string, { readonly parent: string; readonly logicalId: string }[]>();
  for (const [parent, stacks] of nested) {
    for (const { uri, logicalId } of stacks) parents.set(uri, [...(parents.get(uri) ?? []), { parent, logicalId }]);
  }
  const done = new Map<string, ReadDocument>();
  const read = (uri: string, depth: number): ReadDocument | undefined => {
    const parsed = family.get(uri);
    const known = done.get(uri);
    if (known || !parsed || depth > 8) return known;
    const [only, ...more] = parents.get(uri) ?? [];
    const above = only && more.length === 0 && only.parent !== uri ? read(only.parent, depth + 1) : undefined;
    const output = (logicalId: string, name: string) => {
      const stack = nested.get(uri)?.find(each => each.logicalId === logicalId);
      const below = stack && parents.get(stack.uri)?.length === 1 ? family.get(stack.uri) : undefined;
      return stack && below && onlyReference(outputsOf(stack.uri, below, options).get(name));
    };
    const passed = above && only ? parametersOf(above, resourceId(only.parent, only.logicalId)) : undefined;
    const made = readParsed(uri, parsed, { ...options, ...(passed ? { passed } : {}), output });
    if (made) done.set(uri, made);
    return made;
  };
  for (const uri of family.keys()) read(uri, 0);
  return done;
}

function parametersOf({ resources }: ReadDocument, id: string): ReadonlyMap<string, ReferenceValue> {
  const stack = resources.find(resource => resource.id === id);
  const given: Value | undefined = stack && valueAt(stack.props, 'Parameters');
  const entries: MapValue['entries'] = given?.kind === 'map' ? given.entries : new Map();
  return new Map(
    [...entries.values()].flatMap(({ key, value }): [string, ReferenceValue][] => {
      const reference = onlyReference(value);
      return reference ? [[key, reference]] : [];
    }),
  );
}

/** Of what one stack hands to another, resources are followed; anything else may differ from stack to stack. */
function onlyReference(value: Value | undefined): ReferenceValue | undefined {
  return value?.kind === 'reference' ? value : undefined;
}
