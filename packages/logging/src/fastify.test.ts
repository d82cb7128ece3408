// The library as the logger of Fastify, which expects pino.
import fastify, { type FastifyBaseLogger } from "fastify";
import { expect, test } from "vitest";
import { Handler, Logger, type LogRecord } from "./index.js";

class Memory extends Handler {
  readonly records: LogRecord[] = [];
  override emit(record: LogRecord): void {
    this.records.push(record);
  }
}

test("Fastify logs requests, answers, errors and its own start through a Logger", async () => {
  const memory = new Memory();
  const log = new Logger("web", "DEBUG");
  log.addHandler(memory);
  const app = fastify({ loggerInstance: log as unknown as FastifyBaseLogger });
  app.get("/hello", async (request) => {
    request.log.info({ user: "ann" }, "inside %s", "the handler");
    return "ok";
  });
  app.get("/bad", async () => {
    throw new Error("broken on purpose");
  });
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  await (await fetch(`${url}/hello`)).text();
  await (await fetch(`${url}/bad`)).text();
  await app.close();
  const lines = memory.records.map((record) => `${record.levelname} ${record.getMessage()}`);
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^INFO Server listening at /) as string,
      "INFO incoming request",
      "INFO inside the handler",
      "INFO request completed",
      "ERROR broken on purpose",
    ]),
  );
  const inside = memory.records.find((record) => record.getMessage() === "inside the handler") ?? expect.fail();
  expect(inside.toDict()).toMatchObject({ user: "ann", reqId: "req-1" });
  const failed = memory.records.find((record) => record.levelname === "ERROR") ?? expect.fail();
  expect((failed.exc_info as Error).message).toBe("broken on purpose");
});
