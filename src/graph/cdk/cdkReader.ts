import { UserError } from '../../core/errors.ts';
import type { DocumentLanguage, ReadDocument } from '../document.ts';
import type { Resource } from '../graph.ts';
import type { Entry, Value } from '../value.ts';
import { Converter } from './convert.ts';
import { readCSharp } from './csharpSyntax.ts';
import type { Draft } from './draft.ts';
import { draftConstructs } from './drafting.ts';
import { Effects } from './effects.ts';
import { Folder } from './fold.ts';
import { readGo } from './goSyntax.ts';
import { readJava } from './javaSyntax.ts';
import { readPython } from './pythonSyntax.ts';
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
   * @throws UserError when the source nests too deep
   */
  async read(uri: string, language: DocumentLanguage, text: string): Promise<CdkSource | undefined> {
    const dialect = dialects[language];
    if (!dialect) return undefined;
    const parser = await this.#parsers.parser(dialect.grammar);
    const tree = parser.parse(text);
    if (!tree) return undefined;
    try {
      return readSyntax(uri, dialect.read(tree.rootNode));
    } catch (error) {
      if (error instanceof RangeError) throw new UserError('The source nests too deep to be read', { cause: error });
      throw error;
    } finally {
      tree.delete();
    }
  }
}

function readSyntax(uri: string, syntax: SourceSyntax): CdkSource {
  const drafts = draftConstructs(syntax, uri);
  const folder = new Folder(syntax, drafts);
  const converter = new Converter(folder, uri);
  for (const draft of drafts.values()) fill(draft, converter);
  const effects = new Effects(syntax, folder, converter, drafts);
  effects.run();
  const all = [...drafts.values(), ...effects.made];
  const complete = syntax.problem === undefined;
  return {
    resources: all.map(draft => toResource(draft, complete)),
    document: { uri, origin: 'cdk', complete, suppressions: [] },
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
    suppressions: [],
  };
}
