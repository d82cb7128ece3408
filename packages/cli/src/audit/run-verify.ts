// What `cordwood audit verify` reads, prints and ends with.
import { readFile } from "node:fs/promises";
import { readPublicPem } from "@cordwood/collector/audit";
import { serverAddress, type ServerFlags } from "../client/server-options.js";
import { CliError } from "../errors.js";
import { auditGapTries, progressEveryMs } from "../limits.js";
import { paintFor } from "../terminal/paint.js";
import { print } from "../terminal/print.js";
import { visible } from "../terminal/visible.js";
import type { AuditSource } from "./audit-source.js";
import type { ChainSummary } from "./chain-check.js";
import { FileSource } from "./file-source.js";
import type { Finding } from "./finding.js";
import { ServerSource } from "./server-source.js";
import { verifyChains, type VerifyResult } from "./verify.js";

/** What `cordwood audit verify` was asked. */
export interface VerifyRequest extends ServerFlags {
  /** Files with public keys. */
  keys: readonly string[];
  unsignedMsMax: number;
  from?: string;
  to?: string;
  file?: string;
  json?: boolean;
}

/**
 * Verifies and prints.
 * @throws CliError `CW_CLI_AUDIT_BROKEN` naming the first broken record, `CW_CLI_AUDIT_KEY`, `CW_CLI_AUDIT_FILE`
 */
export async function runVerify(request: VerifyRequest): Promise<void> {
  const { from, to, unsignedMsMax, json = false } = request;
  const keys = await Promise.all(request.keys.map(readKeyFile));
  const source = await openSource(request);
  const gapTries = request.file === undefined ? auditGapTries : 0;
  const onProgress = process.stderr.isTTY ? tellProgress() : undefined;
  let result: VerifyResult;
  try {
    result = await verifyChains(source, { from, to, keys, unsignedMsMax, gapTries, ...(onProgress && { onProgress }) });
  } finally {
    if (onProgress !== undefined) process.stderr.write(clearLine);
    await source.close();
  }
  await (json ? printJson(result, keys.length > 0) : printText(result, keys.length > 0));
  const first = result.broken[0];
  if (first !== undefined)
    throw new CliError("CW_CLI_AUDIT_BROKEN", { record: named(first), detail: visible(first.detail) });
}

async function openSource(request: VerifyRequest): Promise<AuditSource> {
  if (request.file === undefined) return new ServerSource(await serverAddress(request));
  return FileSource.open(request.file);
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return readPublicPem(await readFile(path, "utf8"));
  } catch (error) {
    throw new CliError("CW_CLI_AUDIT_KEY", { path, reason: (error as Error).message }, { cause: error });
  }
}

const clearLine = "\r\u001b[2K";

function tellProgress(): (done: number, total: number) => void {
  let toldMs = performance.now();
  return (done, total) => {
    if (performance.now() - toldMs < progressEveryMs) return;
    toldMs = performance.now();
    process.stderr.write(`${clearLine}verifying: ${count(done)} of ${count(total)} records`);
  };
}

async function printJson({ writers, broken }: VerifyResult, given: boolean): Promise<void> {
  for (const summary of writers) await print(JSON.stringify({ kind: "writer", ...summary }));
  for (const finding of broken)
    await print(JSON.stringify({ kind: "broken", ...finding, time: isoTime(finding.time) }));
  await print(JSON.stringify({ kind: "result", ok: broken.length === 0, keys: given ? "given" : "first seen" }));
}

async function printText({ writers, broken }: VerifyResult, given: boolean): Promise<void> {
  const paint = paintFor(process.stdout);
  if (writers.length === 0 && broken.length === 0) return print("there are no audit records");
  for (const summary of writers) {
    const isBroken = broken.some(({ writer }) => writer === summary.writer);
    await print(`${paint(isBroken ? "bad" : "good", isBroken ? "broken" : "whole ")} ${summaryText(summary)}`);
  }
  for (const finding of broken) await print(`${paint("bad", finding.property)} ${named(finding)}: ${finding.detail}`);
  await print(paint("faint", given ? beyond : `${believed} ${beyond}`));
}

const believed = "The first key of each chain was believed; give --key to rule out that a whole chain was made anew.";
const beyond =
  "Not proven: that nothing was cut off after the last signature, and anything against somebody who has the private key.";

function summaryText({ writer, records, first, last, signedThrough, removed }: ChainSummary): string {
  const gone = removed === 0 ? "" : `, ${count(removed)} removed by retention`;
  const tail = last - signedThrough;
  const unsigned = tail > 0 ? `, the last ${count(tail)} not signed yet` : "";
  return `writer ${writer}: ${count(records)} records, ${first} to ${last}${gone}, signed to ${signedThrough}${unsigned}`;
}

function named({ property, writer, seq, id, time }: Finding): string {
  if (property === "missing") return "a chain";
  return visible(`record ${seq} of writer ${writer || "(none)"} (id ${id || "(none)"}, ${isoTime(time)})`);
}

const count = (number: number): string => number.toLocaleString("en-US");

function isoTime(time: string): string {
  if (!/^-?\d{1,19}$/.test(time)) return time;
  const ms = Number(BigInt(time) / 1_000_000n);
  return Number.isNaN(new Date(ms).getTime()) ? time : new Date(ms).toISOString();
}
