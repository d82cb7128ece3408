// What a person hears of the buffer, and what the metrics count of it.
import type { Logger } from "@cordwood/logging";
import type { BufferEvent, DropReason } from "../buffer/buffer-options.js";
import type { ComponentSnapshot } from "../component-snapshot.js";
import { Health } from "../health.js";
import { dropReportMs } from "../limits.js";

interface Drops {
  total: number;
  /** Since the last report. */
  unsaid: number;
}

/** Hears of everything that happens in a buffer. */
export class BufferReport {
  readonly #logger: Logger;
  readonly #health: Health;
  readonly #drops = new Map<string, Map<DropReason, Drops>>();
  #failed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
    this.#health = new Health("buffer", logger);
  }

  /** False while the disk does not take what is written. */
  get healthy(): boolean {
    return this.#health.ok && !this.#failed;
  }

  /** Records dropped for all outputs together. */
  dropped(reason: DropReason): number {
    return [...this.#drops.values()].reduce((sum, drops) => sum + (drops.get(reason)?.total ?? 0), 0);
  }

  /** Records dropped for one output, by reason. */
  droppedFor(output: string): Record<string, number> {
    const drops = this.#drops.get(output) ?? new Map<DropReason, Drops>();
    return Object.fromEntries([...drops].map(([reason, { total }]) => [reason, total]));
  }

  /** The buffer as a component. */
  component(receivedRecords: number, held: { bytes: number; segments: number }): ComponentSnapshot {
    return {
      id: "buffer",
      kind: "buffer",
      type: "disk",
      receivedRecords,
      sentRecords: receivedRecords,
      dropped: { full: this.dropped("full"), age: this.dropped("age") },
      errors: 0,
      bufferBytes: held.bytes,
      bufferSegments: held.segments,
      healthy: this.healthy,
    };
  }

  /** Reports an event. */
  readonly hear = (event: BufferEvent): void => {
    switch (event.kind) {
      case "recovered":
        this.#recovered(event);
        break;
      case "full":
        this.#logger.warning("the buffer of %s is full: %d of %d bytes", event.output, event.bytes, event.bytesMax);
        break;
      case "room":
        this.#logger.info("the buffer of %s has room again", event.output);
        break;
      case "disk_full":
        this.#health.failed(`its disk is full, inputs wait until there is room: ${event.reason}`);
        break;
      case "disk_ok":
        this.#health.works();
        break;
      case "failed":
        this.#logger.critical("the buffer failed: %s", event.reason);
        this.#failed = true;
        break;
      case "dropped":
        this.#dropped(event);
        break;
    }
  };

  /** Says what is still unsaid. */
  close(): void {
    this.#sayDrops();
    this.#health.close();
  }

  #recovered(event: Extract<BufferEvent, { kind: "recovered" }>): void {
    const fields = { ...event, orphans: event.orphans.join(", ") };
    this.#logger.info("recovered the buffer", fields);
    if (event.orphans.length > 0) {
      this.#logger.error("parts of the buffer are damaged; they were set aside in %s", fields.orphans);
    }
  }

  #dropped({ output, records, reason }: Extract<BufferEvent, { kind: "dropped" }>): void {
    const drops = this.#drops.get(output) ?? new Map<DropReason, Drops>();
    this.#drops.set(output, drops);
    const of = drops.get(reason) ?? { total: 0, unsaid: 0 };
    drops.set(reason, { total: of.total + records, unsaid: of.unsaid + records });
    if (this.#timer === undefined) this.#sayDrops();
    this.#timer ??= setTimeout(() => {
      this.#sayDrops();
    }, dropReportMs).unref();
  }

  #sayDrops(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [output, drops] of this.#drops) {
      for (const [reason, { total, unsaid }] of drops) {
        if (unsaid > 0) this.#logger.warning("dropped %d records for %s: %s", unsaid, output, reason);
        drops.set(reason, { total, unsaid: 0 });
      }
    }
  }
}
