// What of a record is hashed and signed: docs/reference/audit-chain.md.
import { hash } from "node:crypto";
import type { SegmentRecord } from "@cordwood/store";
import { auditNames } from "./reserved-names.js";

/** A record of the chain as it is hashed: without what the store adds and without how it was routed. */
export type AuditRecord = SegmentRecord;

const hashDomain = "cordwood.audit.v1\n";
const signatureDomain = "cordwood.audit.signature.v1\n";
const unsignedNames: readonly string[] = [auditNames.hash, auditNames.signature, auditNames.oldSignature];

/** Hash of the record before the first of a chain. */
export const noHash: string = "0".repeat(64);

/** SHA-256 over the record without its own hash, as 64 hex digits. It contains the hash of the record before. */
export function hashOf(record: AuditRecord): string {
  return hash("sha256", hashDomain + canonical(record, [auditNames.hash]), "hex");
}

/** The bytes that a signature of the record covers: everything but its hash and its signatures. */
export function signedBytes(record: AuditRecord): Buffer {
  return Buffer.from(signatureDomain + canonical(record, unsignedNames));
}

/**
 * The record as RFC 8785 (JCS) writes it, without the named attributes: keys in the order of their UTF-16 units, no
 * spaces. JSON.stringify writes texts and whole numbers as JCS wants them.
 */
export function canonical(record: AuditRecord, without: readonly string[]): string {
  const names = Object.keys(record.attributes).filter((name) => !without.includes(name));
  const attributes = names
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(record.attributes[name])}`);
  const fields = fieldNames.map((name) => `"${name}":${JSON.stringify(record[name])}`);
  return `{"attributes":{${attributes.join(",")}},${fields.join(",")}}`;
}

/** In the order of JCS; `attributes` stands before all of them. */
const fieldNames = [
  "dataset",
  "host",
  "level",
  "logger",
  "message",
  "parse_error",
  "service",
  "severity",
  "span_id",
  "time",
  "trace_id",
] as const;
