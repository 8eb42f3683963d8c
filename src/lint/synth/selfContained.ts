import { isObject } from '../../core/parse.ts';

/** Functions whose result the template itself decides, given what they hold. */
const plainFunctions = new Set(
  ['Join', 'Sub', 'Select', 'Split', 'Base64', 'FindInMap', 'If', 'GetAZs', 'Cidr', 'Length', 'ToJsonString'].map(
    name => `Fn::${name}`,
  ),
);

/**
 * Logical ids of resources about which a synthesized template tells all: their properties take nothing from another
 * stack, a parameter or a stored value, and no output hands them to another stack.
 */
export function selfContainedIds(template: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const resources = isObject(template['Resources']) ? template['Resources'] : {};
  const exported = written(template['Outputs'] ?? {});
  if (exported === undefined) return new Set();
  const local = (name: string) => {
    const id = name.split('.', 1)[0] ?? '';
    if (id.startsWith('AWS::')) return true;
    const resource = Object.hasOwn(resources, id) ? resources[id] : undefined;
    // The attributes of a nested stack are outputs of another template.
    return isObject(resource) && resource['Type'] !== 'AWS::CloudFormation::Stack';
  };
  return new Set(
    Object.entries(resources).flatMap(([id, resource]) => {
      const handedOut = exported.includes(`"${id}"`) || exported.includes(`\${${id}`);
      return !handedOut && isObject(resource) && isLocal(resource['Properties'], local) ? [id] : [];
    }),
  );
}

/** Undefined when it nests deeper than the stack reaches. */
function written(outputs: unknown): string | undefined {
  try {
    return JSON.stringify(outputs);
  } catch {
    return undefined;
  }
}

function isLocal(top: unknown, local: (name: string) => boolean): boolean {
  const stack: unknown[] = [top];
  for (let value = stack.pop(); value !== undefined || stack.length > 0; value = stack.pop()) {
    if (typeof value === 'string' && value.includes('{{resolve:')) return false;
    if (Array.isArray(value)) stack.push(...value);
    else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'Ref' && typeof inner === 'string' && !local(inner)) return false;
        if (key === 'Fn::GetAtt' && !local(String(Array.isArray(inner) ? inner[0] : inner))) return false;
        if (key === 'Fn::Sub' && !isLocalText(inner, local)) return false;
        if (key.startsWith('Fn::') && key !== 'Fn::GetAtt' && !plainFunctions.has(key)) return false;
        stack.push(inner);
      }
    }
  }
  return true;
}

function isLocalText(value: unknown, local: (name: string) => boolean): boolean {
  const [text, own]: readonly unknown[] = Array.isArray(value) ? value : [value];
  const names = typeof text === 'string' ? [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(match => match[1] ?? '') : [];
  return names.every(name => (isObject(own) && Object.hasOwn(own, name)) || local(name));
}
