import type { CompiledPattern, Conjunction } from './matchPattern.ts';
import { leavesAt } from './matchPattern.ts';
import type { KeyClause } from './pattern.ts';
import type { Subject } from './subject.ts';

interface Entry {
  readonly policy: number;
  readonly conjunction: Conjunction;
}

/** Values of one key by which conjunctions can be ruled out. */
interface Index {
  readonly path: readonly string[];
  readonly byText: Map<string, Entry[]>;
}

/** Conjunctions that have a key in common with the same list: what fails it fails all of them. */
interface Gated {
  readonly gate: ((subject: Subject) => boolean) | undefined;
  readonly entries: readonly Entry[];
}

/** More values than this below one key, and every conjunction is looked at instead. */
const indexedValues = 1_000;

/**
 * Many policies of one dialect against one message after the other. Policies that ask for one of several texts under
 * some key are found by the message's own text there, so that most of them are never looked at.
 */
export class PolicySet {
  readonly #count: number;
  readonly #indexes: readonly Index[];
  readonly #others: readonly Gated[];

  constructor(policies: readonly CompiledPattern[]) {
    const indexes = new Map<string, Index>();
    const others: Entry[] = [];
    for (const [policy, { conjunctions }] of policies.entries()) {
      for (const conjunction of conjunctions) {
        const entry = { policy, conjunction };
        const texts = textsOf(conjunction);
        if (texts) addTo(indexes, texts.path, texts.values, entry);
        else others.push(entry);
      }
    }
    this.#count = policies.length;
    this.#indexes = [...indexes.values()];
    this.#others = gated(others);
  }

  /** The numbers of the policies that match, in order. */
  matching(subject: Subject): number[] {
    const hits: boolean[] = [];
    let count = 0;
    const look = (entries: readonly Entry[]): void => {
      for (const { policy, conjunction } of entries) {
        if (hits[policy] !== true && conjunction.test(subject)) {
          hits[policy] = true;
          count++;
        }
      }
    };
    for (const { path, byText } of this.#indexes) {
      const direct = path.length === 1 ? subject.root?.[path[0] ?? ''] : undefined;
      if (typeof direct === 'string') {
        const entries = byText.get(direct);
        if (entries) look(entries);
      } else this.#lookThroughArrays(subject, path, byText, look);
    }
    for (const { gate, entries } of this.#others) if (gate === undefined || gate(subject)) look(entries);
    const found: number[] = [];
    for (let policy = 0; count > 0 && policy < this.#count; policy++) if (hits[policy] === true) found.push(policy);
    return found;
  }

  #lookThroughArrays(
    { root }: Subject,
    path: readonly string[],
    byText: ReadonlyMap<string, Entry[]>,
    look: (entries: readonly Entry[]) => void,
  ): void {
    if (root === undefined || !Object.hasOwn(root, path[0] ?? '')) return;
    const { values } = leavesAt(root, path, indexedValues);
    if (values.length >= indexedValues) {
      for (const entries of byText.values()) look(entries);
      return;
    }
    for (const value of values) {
      const entries = typeof value === 'string' ? byText.get(value) : undefined;
      if (entries) look(entries);
    }
  }
}

/** Puts each conjunction to those it shares its most common key with. */
function gated(entries: readonly Entry[]): Gated[] {
  const nameOf = ({ path, tests }: KeyClause): string => JSON.stringify([path, tests]);
  const uses = new Map<string, number>();
  for (const { conjunction } of entries) {
    for (const clause of conjunction.clauses) uses.set(nameOf(clause), (uses.get(nameOf(clause)) ?? 0) + 1);
  }
  const groups = new Map<string, { clause: KeyClause; entries: Entry[] }>();
  const rest: Entry[] = [];
  for (const entry of entries) {
    const shared = entry.conjunction.clauses.toSorted(
      (a, b) => (uses.get(nameOf(b)) ?? 0) - (uses.get(nameOf(a)) ?? 0),
    );
    const [clause] = shared;
    if (!clause || (uses.get(nameOf(clause)) ?? 0) < 2) {
      rest.push(entry);
      continue;
    }
    const group = groups.get(nameOf(clause)) ?? { clause, entries: [] };
    groups.set(nameOf(clause), group);
    group.entries.push(entry);
  }
  const gates = [...groups.values()].map(({ clause, entries: own }): Gated => {
    const [first] = own;
    return { gate: first?.conjunction.alone(clause), entries: own };
  });
  return [...gates, { gate: undefined, entries: rest }];
}

function addTo(indexes: Map<string, Index>, path: readonly string[], values: readonly string[], entry: Entry): void {
  const name = JSON.stringify(path);
  const index = indexes.get(name) ?? { path, byText: new Map<string, Entry[]>() };
  indexes.set(name, index);
  for (const value of new Set(values)) {
    const entries = index.byText.get(value);
    if (entries) entries.push(entry);
    else index.byText.set(value, [entry]);
  }
}

/** A key of which only certain texts pass, the one with the fewest. */
function textsOf({ clauses }: Conjunction): { path: readonly string[]; values: readonly string[] } | undefined {
  let best: { path: readonly string[]; values: readonly string[] } | undefined;
  for (const clause of clauses) {
    const values = onlyTexts(clause);
    if (values && (!best || values.length < best.values.length)) best = { path: clause.path, values };
  }
  return best;
}

function onlyTexts({ tests }: KeyClause): string[] | undefined {
  const texts: string[] = [];
  for (const test of tests) {
    if (test.op !== 'exact' || typeof test.value !== 'string') return undefined;
    texts.push(test.value);
  }
  return texts;
}
