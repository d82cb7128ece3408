// The file of an enrich processor: read when the pipeline starts, and again when it has changed. A file that cannot be
// read any more, or is wrong, leaves the table as it was.
import { readFileSync, statSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { Logger } from "@cordwood/logging";
import { CollectorError, reasonOf } from "../../errors.js";
import { lookupBytesMax, lookupCheckMs } from "../../limits.js";
import { type LookupOptions, type LookupRow, lookupTable, type LookupTable } from "./lookup-table.js";

interface Version {
  size: number;
  mtimeMs: number;
  ino: number;
}

/** A table that follows its file. */
export class LookupFile {
  readonly #path: string;
  readonly #options: LookupOptions;
  readonly #logger: Logger;
  #table: LookupTable;
  #version: Version;
  #checkedMs = 0;
  #failed = "";
  /** Resolves when the check that is under way has ended. */
  checking: Promise<void> | undefined;

  /** @throws CollectorError `CW_COLLECTOR_LOOKUP` when the file cannot be read or is wrong. */
  constructor(path: string, options: LookupOptions, logger: Logger) {
    this.#path = path;
    this.#options = options;
    this.#logger = logger;
    try {
      this.#version = bounded(statSync(path));
      this.#table = lookupTable(readFileSync(path, "utf8"), options);
    } catch (error) {
      throw new CollectorError("CW_COLLECTOR_LOOKUP", { path, reason: reasonOf(error) }, { cause: error });
    }
  }

  /** The row of a key. Looks after the file from time to time, without waiting for it. */
  find(key: string, nowMs: number): LookupRow | undefined {
    if (Math.abs(nowMs - this.#checkedMs) >= lookupCheckMs && this.checking === undefined) {
      this.#checkedMs = nowMs;
      this.checking = this.#check().finally(() => {
        this.checking = undefined;
      });
    }
    return this.#table.find(key);
  }

  async #check(): Promise<void> {
    try {
      const version = bounded(await stat(this.#path));
      if (sameVersion(version, this.#version)) return;
      this.#table = lookupTable(await readFile(this.#path, "utf8"), this.#options);
      this.#version = version;
      this.#failed = "";
      this.#logger.info("read %s again: %d rows", this.#path, this.#table.rows);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== this.#failed) this.#logger.warning("cannot read %s again, its rows stay: %s", this.#path, reason);
      this.#failed = reason;
    }
  }
}

function bounded({ size, mtimeMs, ino }: Version): Version {
  if (size > lookupBytesMax) throw new Error(`it has ${size} bytes, at most ${lookupBytesMax} are read`);
  return { size, mtimeMs, ino };
}

function sameVersion(one: Version, other: Version): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs && one.ino === other.ino;
}
