/** A file of JSON lines that only grows. Several appends may be asked for at once; they are written in that order. */
export interface JournalFile {
  /** Resolves once the records are written, and with `durable` once they would survive a power cut. */
  append(records: readonly unknown[], durable: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface JournalText {
  readonly name: string;
  readonly records: readonly unknown[];
  /** Lines in the middle that could not be read; a last line that a crash cut short is not one of them. */
  readonly damaged: number;
  /** When something was last written, in milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** Where redrives keep their journals. A name has letters, digits and hyphens. */
export interface JournalStore {
  /** Opens a journal for appending, made when it is missing; half a line that a crash left at its end is cut off. */
  open(name: string): Promise<JournalFile>;
  list(): Promise<readonly JournalText[]>;
  read(name: string): Promise<JournalText | undefined>;
  remove(name: string): Promise<void>;
}
