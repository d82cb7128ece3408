import { spawnSync, spawn } from "node:child_process";
import { once } from "node:events";
import { getLogger } from "@cordwood/logging";
import type { SegmentRecord } from "@cordwood/store";
import { expect, test } from "vitest";
import { utc } from "../../timestamps/zone.js";
import { PythonInput } from "./python-input.js";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

const program = `
import logging, logging.handlers, sys
logger = logging.getLogger("shop.orders")
logger.addHandler(logging.handlers.SocketHandler("127.0.0.1", int(sys.argv[1])))
logger.warning("order %s is late", 7, extra={"user": "u1"})
try:
    1 / 0
except ZeroDivisionError:
    logger.exception("no")
logging.shutdown()
`;

test.skipIf(!hasPython)("takes what Python's own SocketHandler sends", async () => {
  const records: SegmentRecord[] = [];
  const input = new PythonInput({
    host: "127.0.0.1",
    port: 0,
    defaults: { service: "python", host: "here", dataset: "diagnostic" },
    zone: utc,
    logger: getLogger("test"),
    target: {
      append({ data }) {
        for (const line of Buffer.from(data).toString("utf8").trimEnd().split("\n")) {
          records.push(JSON.parse(line) as SegmentRecord);
        }
        return Promise.resolve();
      },
    },
  });
  await input.start();
  const python = spawn("python3", ["-c", program, String(input.ports.tcp)], { stdio: "inherit" });
  await once(python, "exit");
  for (const deadline = Date.now() + 5000; Date.now() < deadline && records.length < 2;) {
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
  await input.stop();
  expect(records[0]).toMatchObject({
    message: "order 7 is late",
    level: "warning",
    logger: "shop.orders",
    attributes: { user: "u1" },
  });
  expect(records[1]?.message).toContain("no");
  expect(JSON.stringify(records[1])).toContain("ZeroDivisionError");
});
