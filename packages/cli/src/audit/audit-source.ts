// Where the records of the chain are read from: a server, or a file that was exported from one.
import type { AuditRecord } from "@cordwood/collector/audit";

/** A record of the chain as it is stored. */
export interface StoredRecord {
  /** Of the store; tells where to find it. */
  id: string;
  record: AuditRecord;
}

/** What there is of one writer. */
export interface WriterFacts {
  writer: string;
  records: number;
  /** Least and greatest number of its records; 0 when they have none. */
  first: number;
  last: number;
}

/** Times between which records are looked at, as the server reads them. */
export interface AuditRange {
  from?: string | undefined;
  to?: string | undefined;
}

/** Records of the dataset `audit`. */
export interface AuditSource {
  /** All writers with what they have in a range of time; the writer "" are records outside of any chain. */
  writers(range: AuditRange): Promise<WriterFacts[]>;
  /** A record that has no number in the chain, of a writer; any of its records when the writer is none. */
  unnumbered(writer: string): Promise<StoredRecord | undefined>;
  /** Records that stand for removed ones. */
  stumps(): Promise<StoredRecord[]>;
  /** The records of a writer from one number to another, in the order of their numbers. */
  records(writer: string, first: number, last: number): AsyncIterable<StoredRecord>;
  close(): Promise<void>;
}

/** Whether it is a writer that a collector makes. */
export const isWriter = (writer: string): boolean => /^[0-9a-f]{16}$/.test(writer);
