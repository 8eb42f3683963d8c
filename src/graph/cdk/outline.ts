import type { Declaration, Expression, Scope } from './syntax.ts';

type OpenDeclaration = { -readonly [Key in keyof Declaration]: Declaration[Key] } & {
  readonly methods: Map<string, Declaration>;
  readonly returns: Expression[];
  ambiguous: boolean;
};

/**
 * Collects the classes and functions of a file's outermost level, with what other files can reach through them:
 * fields, parameters, what is returned. A name that is declared twice is left out.
 */
export class Outline {
  readonly #found = new Map<string, OpenDeclaration>();
  readonly #open: OpenDeclaration[] = [];

  /** The class whose members are being read. */
  get currentClass(): Declaration | undefined {
    return this.#open.findLast(each => each.kind === 'class');
  }

  class(name: string, own: Scope, base: Expression | undefined, read: () => void): void {
    const declared = declaration('class', name);
    declared.fields = own.fields ?? own.bindings;
    declared.base = base;
    this.#add(name, declared);
    this.#within(declared, read);
  }

  /** A function, a method, or the constructor (`name` empty) of the class around it. Parameters that are no plain name stand as undefined. */
  function(name: string, own: Scope, parameters: readonly (string | undefined)[], read: () => void): void {
    const declared = declaration('function', name);
    const around = this.#open.at(-1);
    if (around?.kind === 'class' && name === '') {
      if (around.constructors > 0) around.parameters = [];
      else attach(around, own, parameters);
      around.constructors++;
    } else {
      attach(declared, own, parameters);
      this.#add(name, declared);
    }
    this.#within(declared, read);
  }

  /** An expression the innermost function returns. */
  returns(expression: Expression): void {
    this.#open.at(-1)?.returns.push(expression);
  }

  finish(): ReadonlyMap<string, Declaration> {
    return new Map([...this.#found].filter(([, declared]) => !declared.ambiguous));
  }

  #add(name: string, declared: OpenDeclaration): void {
    const around = this.#open.at(-1);
    const known = around ? undefined : this.#found.get(name);
    if (known) known.ambiguous = true;
    else if (!around) this.#found.set(name, declared);
    else if (around.kind === 'class') {
      // Overloads: which one is called cannot be told.
      if (around.methods.has(name)) attach(declared, undefined, []);
      around.methods.set(name, declared);
    }
  }

  #within(declared: OpenDeclaration, read: () => void): void {
    this.#open.push(declared);
    read();
    this.#open.pop();
  }
}

function declaration(kind: Declaration['kind'], name: string): OpenDeclaration {
  return {
    kind,
    name,
    fields: new Map(),
    methods: new Map(),
    parameters: [],
    constructors: 0,
    returns: [],
    base: undefined,
    ambiguous: false,
  };
}

function attach(to: OpenDeclaration, own: Scope | undefined, names: readonly (string | undefined)[]): void {
  to.parameters = names.map((name, index) => {
    const binding = name === undefined ? undefined : own?.bindings.get(name);
    if (name === undefined || !binding) return undefined;
    const parameter = { name, index, of: to };
    binding.parameter = parameter;
    return parameter;
  });
}
