// Records that the chain writes about itself: checkpoints, changes of the key, and what retention has removed.
import { hostname } from "node:os";
import { nowNs } from "../record/segment-line.js";
import type { AuditRecord } from "./canonical.js";
import { auditNames } from "./reserved-names.js";

/** `checkpoint` signs what is before it, `rotation` goes over to another key, `stump` stands for removed records. */
export type OwnKind = "checkpoint" | "rotation" | "stump";

/** A signed record before it is signed. */
export interface OwnRecord {
  kind: OwnKind;
  message: string;
  attributes?: Readonly<Record<string, string>>;
  /** Nanoseconds since the epoch. @default now */
  time?: string;
}

/** The record with its time, not yet part of a chain. */
export function ownRecord({ kind, message, attributes = {}, time = nowNs().toString() }: OwnRecord): AuditRecord {
  return {
    time,
    level: "info",
    severity: 9,
    message,
    service: "cordwood",
    host: hostname(),
    logger: "cordwood.audit",
    dataset: "audit",
    trace_id: "",
    span_id: "",
    parse_error: "",
    attributes: { ...attributes, [auditNames.kind]: kind },
  };
}
