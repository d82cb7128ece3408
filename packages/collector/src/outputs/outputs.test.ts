// One suite for every output, then what each has of its own.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { gunzipSync } from "node:zlib";
import type { Segment } from "@cordwood/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileOutput } from "./file/file-output.js";
import { HttpOutput } from "./http-output.js";
import { NullOutput } from "./null-output.js";
import type { Output } from "./output.js";
import { StdoutOutput } from "./stdout-output.js";
import { StoreOutput } from "./store-output.js";

let folder: string;
let server: Server;
let taken: string;
let answer: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cordwood-output-"));
  taken = "";
  answer = 200;
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      taken += body;
      response.writeHead(answer).end("answered");
      return undefined;
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return gunzipSync(Buffer.concat(parts)).toString("utf8");
}

function segment(text: string, chunk = "1"): Segment {
  const path = join(folder, `${chunk}.ndjson`);
  writeFileSync(path, text);
  return { path, chunk, records: text.split("\n").length - 1, bytes: Buffer.byteLength(text) };
}

function url(): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/in`;
}

const { signal } = new AbortController();

const collecting = (): Writable =>
  new Writable({
    write(part: Buffer, _encoding, done) {
      taken += part.toString("utf8");
      done();
    },
  });

const outputs: Record<string, () => Output> = {
  file: () => new FileOutput({ type: "file", path: join(folder, "out/records.ndjson") }),
  http: () => new HttpOutput({ type: "http", url: url() }),
  null: () => new NullOutput(),
  stdout: () => new StdoutOutput(collecting()),
  store: () =>
    new StoreOutput({
      insert: (given) => {
        taken += readFileSync(given.path, "utf8");
        return Promise.resolve();
      },
    }),
};

describe.each(Object.entries(outputs))("%s", (name, create) => {
  test("takes segments one after another and keeps their lines", async () => {
    const output = create();
    await output.deliver(segment('{"message":"a"}\n', "1"), signal);
    await output.deliver(segment('{"message":"ü"}\n', "2"), signal);
    await output.close();
    const found = name === "file" ? readFileSync(join(folder, "out/records.ndjson"), "utf8") : taken;
    expect(found).toBe(name === "null" ? "" : '{"message":"a"}\n{"message":"ü"}\n');
    expect(output.name).toBe(name);
  });

  test("fails when the segment cannot be read, so that it is tried again", async () => {
    if (name === "null") return;
    const output = create();
    const missing = { path: join(folder, "none"), chunk: "9", records: 1, bytes: 1 };
    await expect((async () => output.deliver(missing, signal))()).rejects.toThrow("ENOENT");
  });
});

test("no control character reaches the standard output", async () => {
  await new StdoutOutput(collecting()).deliver(segment('{"message":"a\u009b31m\u007f"}\n'), signal);
  expect(taken).toBe('{"message":"a\\u009b31m\\u007f"}\n');
});

test("lines for people have no control characters either", async () => {
  const record = {
    time: "1700000000123456789",
    level: "error",
    service: "shop",
    logger: "db",
    message: "one\ntwo\u009b31m",
    attributes: {},
  };
  await new StdoutOutput(collecting(), "stdout", "text").deliver(segment(`${JSON.stringify(record)}\n`), signal);
  expect(taken).toBe("2023-11-14T22:13:20.123456789Z ERROR shop/db: one\\ntwo\uFFFD31m\n");
});
