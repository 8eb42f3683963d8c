import type * as TreeSitter from '@vscode/tree-sitter-wasm';

export type SyntaxNode = TreeSitter.Node;

/** Reads a file of the grammars folder (`tree-sitter-tsx.wasm`). */
export type ReadGrammar = (fileName: string) => Promise<Uint8Array>;

/** Parsers by grammar; the runtime and each grammar are loaded when they are first asked for. */
export class ParserShelf {
  readonly #read: ReadGrammar;
  readonly #parsers = new Map<string, Promise<TreeSitter.Parser>>();
  #runtime: Promise<typeof TreeSitter> | undefined;

  constructor(read: ReadGrammar) {
    this.#read = read;
  }

  parser(grammar: string): Promise<TreeSitter.Parser> {
    let parser = this.#parsers.get(grammar);
    if (!parser) {
      parser = this.#load(grammar);
      this.#parsers.set(grammar, parser);
    }
    return parser;
  }

  async #load(grammar: string): Promise<TreeSitter.Parser> {
    this.#runtime ??= startRuntime(this.#read);
    const { Parser, Language } = await this.#runtime;
    const parser = new Parser();
    parser.setLanguage(await Language.load(await this.#read(`tree-sitter-${grammar}.wasm`)));
    return parser;
  }
}

async function startRuntime(read: ReadGrammar): Promise<typeof TreeSitter> {
  const { default: runtime } = (await import('@vscode/tree-sitter-wasm')) as unknown as { default: typeof TreeSitter };
  // An option of the WebAssembly loader beneath, which the types leave out.
  const options: object = { wasmBinary: await read('tree-sitter.wasm') };
  await runtime.Parser.init(options as Parameters<typeof runtime.Parser.init>[0]);
  return runtime;
}
