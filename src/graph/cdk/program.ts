import { Converter } from './convert.ts';
import type { Draft } from './draft.ts';
import { draftConstructs } from './drafting.ts';
import { type Beyond, type Elsewhere, type Folded, Folder, memberNamed } from './fold.ts';
import type { Declared, Modules, SourceFile } from './modules.ts';
import { camel } from './naming.ts';
import type { CallExpression, Declaration, Expression, ImportedName, Parameter } from './syntax.ts';

/** More calls of one function are not compared. */
const maxSites = 16;

/** A file within the program, with what it makes. */
export interface ProgramUnit {
  readonly file: SourceFile;
  readonly drafts: ReadonlyMap<CallExpression, Draft>;
  readonly folder: Folder;
  readonly converter: Converter;
}

/**
 * Some files read together: names lead from one to the other, and parameters to what every call in sight passes for
 * them.
 */
export class Program {
  readonly units: readonly ProgramUnit[];
  readonly #byFile = new Map<SourceFile, ProgramUnit>();
  readonly #modules: Modules;
  readonly #sites = new Map<Declaration, { readonly call: CallExpression; readonly unit: ProgramUnit }[]>();
  readonly #owners = new Map<Declaration, ProgramUnit>();
  readonly #values = new Map<Parameter, Folded>();
  readonly #resolving = new Set<Parameter>();

  constructor(files: readonly SourceFile[], modules: Modules) {
    this.#modules = modules;
    this.units = files.map(file => this.#unit(file));
    for (const unit of this.units) this.#findSites(unit);
    this.#values.clear();
  }

  #unit(file: SourceFile): ProgramUnit {
    const drafts = draftConstructs(file.syntax, file.uri);
    const beyond: Beyond = {
      named: name => this.#folded(this.#modules.named(file, name), file),
      imported: imported => this.#imported(file, imported),
      parameter: (parameter, agree) => this.#parameter(parameter, agree),
    };
    const folder = new Folder(file.syntax, drafts, beyond);
    const unit = { file, drafts, folder, converter: new Converter(folder, file.uri) };
    this.#byFile.set(file, unit);
    return unit;
  }

  #imported(file: SourceFile, imported: ImportedName): Folded | undefined {
    if (imported.name !== '*') return this.#folded(this.#modules.imported(file, imported), file);
    const files = this.#modules.filesOf(file, imported.module).filter(each => this.#byFile.has(each));
    if (files.length === 0) return undefined;
    const member = (name: string): Folded | undefined => {
      const found = files.flatMap(each => this.#modules.exported(each, name) ?? []);
      return found.length === 1 ? this.#folded(found[0], file) : undefined;
    };
    return { kind: 'space', member };
  }

  #folded(symbol: Declared | undefined, from: SourceFile): Folded | undefined {
    const unit = symbol && this.#byFile.get(symbol.file);
    if (!unit || (!symbol.declaration && symbol.file === from)) return undefined;
    return symbol.declaration
      ? { kind: 'declared', declaration: symbol.declaration, folder: unit.folder }
      : unit.folder.constant(symbol.name);
  }

  #findSites(unit: ProgramUnit): void {
    for (const call of unit.file.syntax.calls) {
      const found = unit.drafts.has(call) ? undefined : unit.folder.declarationOf(call);
      if (!found) continue;
      const sites = this.#sites.get(found.declaration) ?? [];
      sites.push({ call, unit });
      this.#sites.set(found.declaration, sites);
      const owner = this.units.find(each => each.folder === found.folder);
      if (owner) this.#owners.set(found.declaration, owner);
    }
  }

  #parameter(parameter: Parameter, agree: (places: readonly Elsewhere[]) => Folded): Folded | undefined {
    const known = this.#values.get(parameter);
    if (known) return known;
    const sites = this.#sites.get(parameter.of);
    if (!sites || sites.length > maxSites || this.#resolving.has(parameter)) return undefined;
    this.#resolving.add(parameter);
    const value = agree(
      sites.map(({ call, unit }) => ({
        expression: argumentOf(call, parameter, unit.file.language === 'python'),
        folder: unit.folder,
      })),
    );
    this.#resolving.delete(parameter);
    if (this.#resolving.size === 0) this.#values.set(parameter, value);
    return value;
  }

  /** What functions and getters return to calls in sight: it is followed there. */
  followedReturns(): ReadonlySet<Expression> {
    const followed = new Set<Expression>();
    for (const declaration of this.#owners.keys()) {
      const getters = [...declaration.methods.values()].filter(({ parameters }) => parameters.length === 0);
      const read = declaration.kind === 'function' ? [declaration] : getters;
      for (const { returns } of read) if (returns.length === 1) for (const each of returns) followed.add(each);
    }
    return followed;
  }

  /**
   * True when the code that a call passes an argument to is in sight, parses, and gets the same constructs from every
   * call: what becomes of them is read there.
   */
  follows(call: CallExpression, argument: Expression, unit: ProgramUnit): boolean {
    const target = unit.folder.declarationOf(call);
    const owner = target && this.#owners.get(target.declaration);
    if (!owner || owner.file.syntax.problems.length > 0) return false;
    const python = unit.file.language === 'python';
    const parameters = target.declaration.parameters.filter(each => each !== undefined);
    const parameter = parameters.find(each => argumentOf(call, each, python) === argument);
    if (parameter) return this.#arrives(argument, owner.folder.parameter(parameter), unit);
    if (!python || argument.kind !== 'object') return false;
    return argument.members.every(member => {
      const taken = parameters.find(each => 'key' in member && camel(each.name) === member.key);
      return 'key' in member && taken && this.#arrives(member.value, owner.folder.parameter(taken), unit);
    });
  }

  #arrives(argument: Expression, value: Folded, unit: ProgramUnit): boolean {
    const given = unit.folder.fold(argument);
    switch (given.kind) {
      case 'construct':
      case 'attribute':
        return value.kind === given.kind && value.draft === given.draft;
      case 'object':
        return given.expression.members.every(member => {
          if (!('key' in member)) return false;
          const inside = unit.folder.fold(member.value);
          if (inside.kind === 'list' || inside.kind === 'object' || inside.kind === 'choice') return false;
          return this.#arrives(member.value, memberNamed(value, member.key), unit);
        });
      case 'list':
      case 'choice':
      case 'record':
      case 'piece':
        return false;
      case 'unknown':
        return argument.kind !== 'opaque' && argument.kind !== 'binary';
      default:
        return true;
    }
  }

  /** The struct literals and builders that calls in sight take whole. */
  takenStructs(): ReadonlySet<readonly unknown[]> {
    const taken = new Set<readonly unknown[]>();
    for (const sites of this.#sites.values()) {
      for (const { call, unit } of sites) {
        for (const argument of call.args) {
          const given = unit.folder.fold(argument);
          if (given.kind === 'object' && this.follows(call, argument, unit)) taken.add(given.expression.members);
        }
      }
    }
    return taken;
  }
}

/** The expression a call passes for a parameter: by position, or by name where the language has it. */
function argumentOf(call: CallExpression, parameter: Parameter, byName: boolean): Expression | undefined {
  const last = call.args.at(-1);
  const keywords = byName && last?.kind === 'object' ? last : undefined;
  const named = keywords?.members.find(member => 'key' in member && member.key === camel(parameter.name));
  if (named && 'key' in named) return named.value;
  if (keywords && parameter.index === call.args.length - 1) return undefined;
  return call.args[parameter.index];
}
