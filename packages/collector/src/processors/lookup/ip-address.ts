// IP addresses and networks as bits (RFC 4291 §2.2, RFC 4632).
import { isIP } from "node:net";

/** An address: 32 or 128 bits. */
export interface IpAddress {
  bits: bigint;
  width: 32 | 128;
}

/** A network: the first `length` bits of its addresses. */
export interface IpNetwork extends IpAddress {
  length: number;
}

function ipv4Bits(text: string): bigint {
  return text.split(".").reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

/** The groups of one side of `::`; an address of version 4 at the end is two of them. */
function groupsOf(side: string): bigint[] {
  if (side === "") return [];
  return side.split(":").flatMap((group) => {
    if (!group.includes(".")) return [BigInt(`0x${group}`)];
    const bits = ipv4Bits(group);
    return [bits >> 16n, bits & 0xffffn];
  });
}

function ipv6Bits(text: string): bigint {
  const [left = "", right] = text.split("::");
  const [before, after] = [groupsOf(left), groupsOf(right ?? "")];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0n);
  return [...before, ...zeros, ...after].reduce((bits, group) => (bits << 16n) | group, 0n);
}

/** Reads an address; one of version 4 written in version 6 (`::ffff:10.0.0.1`) is one of version 4. Undefined for none. */
export function parseIp(text: string): IpAddress | undefined {
  const [plain = ""] = text.split("%");
  const version = isIP(plain);
  if (version === 0) return undefined;
  if (version === 4) return { bits: ipv4Bits(plain), width: 32 };
  const bits = ipv6Bits(plain);
  return bits >> 32n === 0xffffn ? { bits: bits & 0xffff_ffffn, width: 32 } : { bits, width: 128 };
}

/** Reads `10.0.0.0/8` or an address alone. */
export function parseNetwork(text: string): IpNetwork | undefined {
  const [address = "", written] = text.trim().split("/");
  const ip = parseIp(address);
  if (ip === undefined) return undefined;
  const length = written === undefined ? ip.width : Number(written);
  if (!/^\d{0,3}$/.test(written ?? "") || length > ip.width) return undefined;
  return { ...ip, length, bits: prefixOf(ip, length) };
}

/** The first `length` bits of an address, the others zero. */
export function prefixOf({ bits, width }: IpAddress, length: number): bigint {
  const rest = BigInt(width - length);
  return (bits >> rest) << rest;
}
