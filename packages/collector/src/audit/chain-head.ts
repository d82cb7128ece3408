// The end of the chain, kept as a position: committed in the frame of the records that it was moved by.
import { randomBytes } from "node:crypto";
import type { PositionValue } from "../buffer/position.js";
import { noHash } from "./canonical.js";

/** Key of the position that holds the {@link ChainHead}; positions under it are never forgotten. */
export const headKey = "audit:head";

/** Where the chain of one writer ends. */
export interface ChainHead {
  /** 16 hex digits, made with the chain. */
  writer: string;
  /** Number of the last record; 0 before the first. */
  seq: number;
  /** Hash of the last record. */
  hash: string;
  /** Records after the last signature. */
  unsigned: number;
  /** Public key of the last signature; empty before the first. */
  publicKey: string;
}

/** A chain that has no record yet. */
export function newHead(): ChainHead {
  return { writer: randomBytes(8).toString("hex"), seq: 0, hash: noHash, unsigned: 0, publicKey: "" };
}

/** The head that a position holds. */
export function readHead(value: PositionValue | undefined): ChainHead | undefined {
  if (value === undefined) return undefined;
  return {
    writer: String(value["writer"]),
    seq: Number(value["seq"]),
    hash: String(value["hash"]),
    unsigned: Number(value["unsigned"]),
    publicKey: String(value["publicKey"]),
  };
}

/** The head as a position. */
export function writeHead(head: ChainHead): PositionValue {
  return { ...head };
}
