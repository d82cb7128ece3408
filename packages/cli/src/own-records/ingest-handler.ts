// Cordwood's own records on their way into its own store.
import { AsyncLocalStorage } from "node:async_hooks";
import type { Ingest } from "@cordwood/collector";
import { ownDataset } from "@cordwood/store/query";
import { Handler, JsonFormatter, type LogRecord } from "@cordwood/logging";
import { ownRecordsBatchMax, ownRecordsFlushMs, ownRecordsMax } from "../limits.js";

/** Marks what runs because own records are being stored: a record made there would make the next one, for ever. */
const storing = new AsyncLocalStorage<true>();

/**
 * Hands records to the collector of this process, in batches. Until {@link attach} they wait, within a bound.
 * Records that storing own records brings about are left out; stderr still shows them when they are warnings.
 */
export class IngestHandler extends Handler {
  override keepsRecords = false;
  #lines: string[] = [];
  #dropped = 0;
  #ingest: Ingest | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;

  constructor() {
    super();
    this.formatter = new JsonFormatter({ service: "cordwood" });
  }

  /** Where records go from now on, those that waited first. */
  attach(ingest: Ingest): void {
    this.#ingest = ingest;
    this.#arm();
  }

  override emit(record: LogRecord): void {
    if (storing.getStore() === true) return;
    if (this.#lines.length >= ownRecordsMax) {
      this.#dropped++;
      return;
    }
    try {
      this.#lines.push(this.format(record));
      this.#arm();
    } catch (error) {
      this.handleError(record, error);
    }
  }

  /** Resolves when everything emitted so far is stored, or could not be. */
  override async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#ingest !== undefined && (this.#lines.length > 0 || this.#sending)) {
      this.#sending ??= this.#send(this.#ingest).finally(() => {
        this.#sending = undefined;
      });
      await this.#sending;
    }
  }

  override async close(): Promise<void> {
    await this.flush();
    this.#ingest = undefined;
    void super.close();
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#ingest === undefined || this.#lines.length === 0) return;
    this.#timer = setTimeout(() => void this.flush(), ownRecordsFlushMs);
    this.#timer.unref();
  }

  async #send(ingest: Ingest): Promise<void> {
    const batch = this.#lines.splice(0, ownRecordsBatchMax);
    if (this.#dropped > 0) batch.push(this.#dropNotice());
    await storing.run(true, async () => {
      try {
        await ingest.ingest(Buffer.from(`${batch.join("\n")}\n`), "ndjson", { dataset: ownDataset });
      } catch {
        // The collector has said on stderr why it takes nothing; this counts what was lost meanwhile.
        this.#dropped += batch.length;
      }
    });
  }

  #dropNotice(): string {
    const count = this.#dropped;
    this.#dropped = 0;
    const time = new Date().toISOString();
    const message = `${count} of Cordwood's own records were dropped`;
    return JSON.stringify({ time, level: "warning", severity: 13, service: "cordwood", logger: "cordwood", message });
  }
}
