import type { StoredRecord } from "./audit-source.js";
import { auditNames } from "@cordwood/collector/audit";

/**
 * What is wrong with the chain: a record's `content` was changed; its `link` is not the hash of the one before; records
 * are missing before it (`gap`); its number is there twice (`duplicate`); its `signature` or key is wrong; what follows
 * the last signature is too much or too old (`unsigned`); it is in no chain at all (`unsealed`); a key that was
 * given has signed nothing (`missing`).
 */
export type BrokenProperty =
  | "content"
  | "link"
  | "gap"
  | "duplicate"
  | "signature"
  | "unsigned"
  | "unsealed"
  | "missing";

/** The first broken record of a writer. */
export interface Finding {
  property: BrokenProperty;
  writer: string;
  /** 0 where it has none. */
  seq: number;
  id: string;
  /** Nanoseconds since the epoch, as the record has it. */
  time: string;
  detail: string;
}

/** The finding at a record. */
export function findingAt(stored: StoredRecord, property: BrokenProperty, detail: string): Finding {
  const { id, record } = stored;
  const { attributes, time } = record;
  return {
    property,
    writer: attributes[auditNames.writer] ?? "",
    seq: Number(attributes[auditNames.seq]) || 0,
    id,
    time,
    detail,
  };
}

/** The finding that nothing of a key is there. */
export function missingKey(publicKey: string): Finding {
  const detail = `no record is signed by the key ${publicKey}: its chain was removed, or retention removed all that it signed`;
  return { property: "missing", writer: "", seq: 0, id: "", time: "", detail };
}
