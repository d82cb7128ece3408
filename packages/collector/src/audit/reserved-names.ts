// Attributes that only the chain may write: docs/reference/audit-chain.md has the table.

/** Attributes of a sealed record that belong to the chain. */
export const auditNames = {
  writer: "audit.writer",
  seq: "audit.seq",
  prev: "audit.prev",
  hash: "audit.hash",
  kind: "audit.kind",
  publicKey: "audit.public_key",
  signature: "audit.signature",
  oldPublicKey: "audit.old_public_key",
  oldSignature: "audit.old_signature",
  removed: "audit.removed",
} as const;

const reserved = new RegExp(`^(?:sent\\.)*(?:${Object.values(auditNames).join("|").replaceAll(".", "\\.")})$`);

/**
 * What a sender wrote, with `sent.` before every name of the chain's. A name that has the prefix already gets one more,
 * so that no two become one.
 */
export function withoutReserved(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(attributes);
  if (!names.some((name) => reserved.test(name))) return { ...attributes };
  return Object.fromEntries(
    names.map((name) => [reserved.test(name) ? `sent.${name}` : name, attributes[name] ?? ""] as const),
  );
}
