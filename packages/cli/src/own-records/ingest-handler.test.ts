import type { Ingest, IngestResult } from "@cordwood/collector";
import { Logger } from "@cordwood/logging";
import { expect, test } from "vitest";
import { IngestHandler } from "./ingest-handler.js";

/** Keeps the lines it was given, and can log while it takes them. */
class Collected implements Ingest {
  lines: Record<string, unknown>[] = [];
  whileTaking: () => void = () => {};

  async ingest(body: Uint8Array): Promise<IngestResult> {
    this.whileTaking();
    await Promise.resolve();
    this.whileTaking();
    const lines = Buffer.from(body).toString().trim().split("\n");
    this.lines.push(...lines.map((line) => JSON.parse(line) as Record<string, unknown>));
    return { accepted: lines.length, rejected: [] };
  }

  async ingestRecords(): Promise<IngestResult> {
    return { accepted: 0, rejected: [] };
  }
}

function setUp(): { logger: Logger; handler: IngestHandler; collected: Collected } {
  const handler = new IngestHandler();
  const logger = new Logger("cordwood.test", "DEBUG");
  logger.addHandler(handler);
  return { logger, handler, collected: new Collected() };
}

test("keeps records until there is somewhere to store them", async () => {
  const { logger, handler, collected } = setUp();
  logger.info("early", { n: 1 });
  await handler.flush();
  handler.attach(collected);
  logger.warning("late");
  await handler.flush();
  expect(collected.lines).toMatchObject([
    { message: "early", level: "info", service: "cordwood", logger: "cordwood.test", n: 1 },
    { message: "late", level: "warning" },
  ]);
});

test("does not store what storing its records brings about", async () => {
  const { logger, handler, collected } = setUp();
  collected.whileTaking = () => logger.debug("wrote a chunk");
  handler.attach(collected);
  logger.info("once");
  await handler.flush();
  await handler.flush();
  expect(collected.lines.map((line) => line["message"])).toEqual(["once"]);
});

test("drops beyond its bound and says so", async () => {
  const { logger, handler, collected } = setUp();
  for (let n = 0; n < 10_005; n++) logger.info("many");
  handler.attach(collected);
  await handler.flush();
  expect(collected.lines.filter((line) => line["message"] === "many")).toHaveLength(10_000);
  expect(collected.lines.some((line) => line["message"] === "5 of Cordwood's own records were dropped")).toBe(true);
});
