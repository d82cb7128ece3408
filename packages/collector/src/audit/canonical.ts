// What of a record is hashed and signed: docs/reference/audit-chain.md.
import { createHash } from "node:crypto";
import type { SegmentRecord } from "@cordwood/store";
import { auditNames } from "./reserved-names.js";

/** A record of the chain as it is hashed: without what the store adds and without how it was routed. */
export type AuditRecord = SegmentRecord;

type Json = string | number | { readonly [name: string]: Json };

const hashDomain = "cordwood.audit.v1\n";
const signatureDomain = "cordwood.audit.signature.v1\n";
const unsignedNames: readonly string[] = [auditNames.hash, auditNames.signature, auditNames.oldSignature];

/** Hash of the record before the first of a chain. */
export const noHash: string = "0".repeat(64);

/** SHA-256 over the record without its own hash, as 64 hex digits. It contains the hash of the record before. */
export function hashOf(record: AuditRecord): string {
  return createHash("sha256")
    .update(hashDomain)
    .update(canonical(without(record, [auditNames.hash])))
    .digest("hex");
}

/** The bytes that a signature of the record covers: everything but its hash and its signatures. */
export function signedBytes(record: AuditRecord): Buffer {
  return Buffer.from(signatureDomain + canonical(without(record, unsignedNames)));
}

function without(record: AuditRecord, names: readonly string[]): Json {
  const attributes = Object.fromEntries(Object.entries(record.attributes).filter(([name]) => !names.includes(name)));
  const { time, level, severity, message, service, host, logger, dataset } = record;
  const { trace_id, span_id, parse_error } = record;
  const fields = { time, level, severity, message, service, host, logger, dataset, trace_id, span_id, parse_error };
  return { ...fields, attributes };
}

/** RFC 8785 (JCS) for texts, whole numbers and objects: keys in the order of their UTF-16 units, no spaces. */
export function canonical(value: Json): string {
  if (typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] as Json)}`).join(",")}}`;
}
