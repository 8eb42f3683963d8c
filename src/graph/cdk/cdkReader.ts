import { UserError } from '../../core/errors.ts';
import type { DocumentLanguage, ReadDocument } from '../document.ts';
import type { Resource } from '../graph.ts';
import type { Entry, Value } from '../value.ts';
import type { Converter } from './convert.ts';
import { readCSharp } from './csharpSyntax.ts';
import type { Draft } from './draft.ts';
import { Effects } from './effects.ts';
import { readGo } from './goSyntax.ts';
import { readJava } from './javaSyntax.ts';
import { Modules, type SourceFile } from './modules.ts';
import { Program, type ProgramUnit } from './program.ts';
import { readPython } from './pythonSyntax.ts';
import { readSuppressions } from './suppressions.ts';
import type { SourceSyntax } from './syntax.ts';
import { ParserShelf, type ReadGrammar, type SyntaxNode } from './treeSitter.ts';
import { readTypeScript } from './typescriptSyntax.ts';

/** How a language is parsed and read; what follows is the same for all. */
interface Dialect {
  readonly grammar: string;
  readonly read: (root: SyntaxNode) => SourceSyntax;
}

const dialects: Partial<Record<DocumentLanguage, Dialect>> = {
  typescript: { grammar: 'typescript', read: readTypeScript },
  tsx: { grammar: 'tsx', read: readTypeScript },
  javascript: { grammar: 'tsx', read: readTypeScript },
  python: { grammar: 'python', read: readPython },
  csharp: { grammar: 'c-sharp', read: readCSharp },
  java: { grammar: 'java', read: readJava },
  go: { grammar: 'go', read: readGo },
};

/** One file of CDK source, with the drafts behind its resources: the printers of fixes need them. */
export interface CdkSource extends ReadDocument {
  readonly syntax: SourceSyntax;
  readonly drafts: ReadonlyMap<string, Draft>;
}

/** Reads CDK source into resources. Parsers are loaded with the first file of a language. */
export class CdkReader {
  readonly #parsers: ParserShelf;

  constructor(readGrammar: ReadGrammar) {
    this.#parsers = new ParserShelf(readGrammar);
  }

  /**
   * Undefined for languages CDK isn't read in.
   * @throws UserError when the source nests too deep, or takes too long to parse
   */
  async read(uri: string, language: DocumentLanguage, text: string): Promise<CdkSource | undefined> {
    const file = await this.parse(uri, language, text);
    return file && readAlone(file);
  }

  /**
   * The part of reading that needs no other file: everything {@link readProgram} goes by.
   * @throws UserError when the source nests too deep, or takes too long to parse
   */
  async parse(uri: string, language: DocumentLanguage, text: string): Promise<SourceFile | undefined> {
    const dialect = dialects[language];
    if (!dialect) return undefined;
    const parser = await this.#parsers.parser(dialect.grammar);
    const started = performance.now();
    // Sources broken in thousands of places take the parser minutes; the types leave out that `true` ends it.
    const isTooLong = () => performance.now() - started > parseLimit;
    const tree = parser.parse(text, null, { progressCallback: isTooLong });
    if (!tree) {
      parser.reset();
      throw new UserError('The source is too broken to be read in time');
    }
    try {
      return { uri, language, syntax: dialect.read(tree.rootNode) };
    } catch (error) {
      throw readable(error);
    } finally {
      tree.delete();
    }
  }
}

/** Milliseconds; ten thousand lines that parse take a twentieth of it. */
const parseLimit = 1_000;

/** Reads one file as if it stood alone. */
export function readAlone(file: SourceFile): CdkSource | undefined {
  try {
    return readProgram([file], new Modules(new Map([[file.uri, file]]))).get(file.uri);
  } catch (error) {
    throw readable(error);
  }
}

function readable(error: unknown): unknown {
  return error instanceof RangeError ? new UserError('The source nests too deep to be read', { cause: error }) : error;
}

/** Reads files of a program together. Each file's constructs get what the calls of all the others do to them. */
export function readProgram(files: readonly SourceFile[], modules: Modules): ReadonlyMap<string, CdkSource> {
  const program = new Program(files, modules);
  for (const { drafts, converter } of program.units) {
    for (const draft of drafts.values()) fill(draft, converter);
  }
  const structs = program.takenStructs();
  const returns = program.followedReturns();
  const made = program.units.map(unit => {
    const { file, folder, converter, drafts } = unit;
    const effects = new Effects(file.syntax, folder, converter, drafts, {
      follows: (call, argument) => program.follows(call, argument, unit),
      isFollowed: expression =>
        (expression.kind === 'object' && structs.has(expression.members)) || returns.has(expression),
    });
    effects.run();
    const suppressions = readSuppressions(file.syntax, folder, drafts);
    return { drafts: effects.made, suppressions };
  });
  return new Map(
    program.units.map((unit, index) => [
      unit.file.uri,
      sourceOf(unit, made[index]?.drafts ?? [], made[index]?.suppressions ?? []),
    ]),
  );
}

function sourceOf({ file, drafts }: ProgramUnit, made: readonly Draft[], suppressions: readonly string[]): CdkSource {
  const { uri, syntax } = file;
  const all = [...drafts.values(), ...made];
  const complete = syntax.problem === undefined;
  return {
    resources: all.map(draft => toResource(draft, complete)),
    document: { uri, origin: 'cdk', complete, suppressions },
    problem: syntax.problem && { message: 'The source does not parse here', start: syntax.problem.start },
    syntax,
    drafts: new Map(all.map(draft => [draft.id, draft])),
  };
}

function fill(draft: Draft, converter: Converter): void {
  if (draft.external) return;
  const props = converter.props(draft.call.args[draft.propsAt]);
  const entries = draft.table ? converter.byTable(props, draft.table) : converter.lowLevel(props);
  for (const [key, entry] of entries) draft.entries.set(key, entry);
  // A spread argument may hold anything, the properties too.
  draft.open ||= props.open || draft.call.args.length < Math.min(2, draft.propsAt);
  if (draft.type === 'AWS::SQS::Queue' && !draft.lowLevel) inferFifo(draft);
}

/** The Queue construct takes a queue for FIFO by its name, and by options only FIFO queues have. */
function inferFifo(draft: Draft): void {
  if (draft.entries.has('FifoQueue')) return;
  const name = draft.entries.get('QueueName');
  const implied = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'].flatMap(
    key => draft.entries.get(key) ?? [],
  );
  const set = (entry: Entry, value: boolean | undefined) => {
    const { keySpan } = entry;
    const fifo: Value =
      value === undefined ? { kind: 'unknown', span: keySpan } : { kind: 'literal', value, span: keySpan };
    draft.entries.set('FifoQueue', { key: 'FifoQueue', keySpan, value: fifo });
  };
  for (const entry of implied) {
    const { value } = entry;
    if (value.kind === 'literal' && value.value === false) continue;
    set(entry, value.kind === 'literal' ? true : undefined);
    return;
  }
  if (!name) return;
  const last = name.value.kind === 'text' ? name.value.parts.at(-1) : name.value;
  if (last?.kind === 'literal') {
    if (String(last.value).endsWith('.fifo')) set(name, true);
  } else set(name, undefined);
}

function toResource(draft: Draft, complete: boolean): Resource {
  return {
    id: draft.id,
    name: draft.name,
    otherNames: draft.otherNames,
    type: draft.type,
    writtenType: draft.writtenType,
    origin: 'cdk',
    props: { kind: 'map', entries: draft.entries, open: draft.open || !complete, span: draft.span },
    span: draft.span,
    nameSpan: draft.nameSpan,
    virtual: draft.virtual,
    external: draft.external,
    escapes: draft.escapes,
    managed: !draft.lowLevel,
    path: [],
    suppressions: draft.suppressions,
  };
}
