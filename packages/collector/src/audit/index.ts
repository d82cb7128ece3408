export { type AuditRecord, hashOf, noHash, signedBytes } from "./canonical.js";
export { readRemoved } from "./removed-range.js";
export { auditNames } from "./reserved-names.js";
export {
  auditKeyDirectory,
  isSignedBy,
  loadKey,
  prepareRotation,
  publicPem,
  readPublicPem,
  type SigningKey,
} from "./signing-key.js";
export { auditSignedEveryRecords } from "../limits.js";
