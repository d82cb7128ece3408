import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { getLogger } from "@cordwood/logging";
import type { SegmentRecord } from "@cordwood/store";
import { afterAll, afterEach, expect, test } from "vitest";
import { encodeMessagePack, forwardAck, ForwardDecoder } from "../../decoders/index.js";
import { decodeMessagePack } from "../../decoders/msgpack.js";
import { ForwardInput, type ForwardInputOptions } from "../../inputs/forward/forward-input.js";
import { utc } from "../../timestamps/zone.js";
import { ForwardTarget } from "../testing/forward-target.js";
import { record, SegmentFolder } from "../testing/segments.js";
import { serversInTurn } from "./choose-server.js";
import { type ForwardConfig, ForwardOutput, forwardOutput } from "./forward-output.js";
import { ForwardServer } from "./forward-server.js";

const folder = new SegmentFolder();
const { signal } = new AbortController();
const outputs: ForwardOutput[] = [];
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const output of outputs.splice(0)) await output.close();
  for (const stop of stops.splice(0)) await stop();
});
afterAll(() => {
  folder.remove();
});

function make(config: Omit<ForwardConfig, "type">): ForwardOutput {
  const output = new ForwardOutput({ type: "forward", timeout_s: 5, recover_s: 0.02, ...config });
  outputs.push(output);
  return output;
}

async function startTarget(): Promise<ForwardTarget> {
  const target = new ForwardTarget();
  await target.start();
  stops.push(() => target.stop());
  return target;
}

const at = ({ port }: { port: number }): { address: string } => ({ address: `127.0.0.1:${port}` });

async function startInput(options: Partial<ForwardInputOptions>): Promise<{ port: number; records: SegmentRecord[] }> {
  const records: SegmentRecord[] = [];
  const input = new ForwardInput({
    host: "127.0.0.1",
    port: 0,
    defaults: { service: "", host: "there", dataset: "diagnostic" },
    zone: utc,
    logger: getLogger("test.forward"),
    target: {
      append({ data }) {
        const lines = Buffer.from(data).toString().trimEnd().split("\n");
        records.push(...lines.map((line) => JSON.parse(line) as SegmentRecord));
        return Promise.resolve();
      },
    },
    ...options,
  });
  await input.start();
  stops.push(() => input.stop());
  return { port: input.ports.tcp, records };
}

const given = [
  record("one", { logger: "db", trace_id: "0af7651916cd43dd8448eb211c80319c", span_id: "b7ad6b7169203331" }),
  record("two 😀", {
    level: "error",
    severity: 17,
    attributes: Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`k${n}`, "v".repeat(n * 20)])),
  }),
  record("three", { time: "999999999", dataset: "audit", attributes: {} }),
];

test.each(["gzip", "none"] as const)("our own input has what was sent, compressed by %s", async (compression) => {
  const { port, records } = await startInput({});
  await make({ servers: [at({ port })], compression }).deliver(folder.segment(given), signal);
  expect(records).toEqual(
    given.map((each) => ({
      ...each,
      logger: each.logger || "shop",
      attributes: { ...each.attributes, ...(each.logger !== "" && { "fluent.tag": "shop" }) },
    })),
  );
});

test("a shared key is shown, and asked for", async () => {
  const { port, records } = await startInput({ sharedKey: "secret" });
  await make({ servers: [at({ port })], shared_key: "secret" }).deliver(folder.segment(given), signal);
  expect(records).toHaveLength(3);
  const wrong = make({ servers: [at({ port })], shared_key: "guessed" });
  await expect(wrong.deliver(folder.segment(given), signal)).rejects.toThrow(
    `no server takes records: 127.0.0.1:${port}: the server does not let us in: shared key mismatch`,
  );
  expect(records).toHaveLength(3);
});

// The messages of plugins/in_forward/fw_prot.c: nonce and salt are bytes in a text, and all of PING must be texts.
async function startFluentBit(sharedKey: string): Promise<{ port: number; pings: Buffer[] }> {
  const nonce = Buffer.from("00ff80fe41c3284200000000deadbeef", "hex");
  const pings: Buffer[] = [];
  const sha = (...parts: (string | Buffer)[]): string =>
    parts.reduce((hash, part) => hash.update(part), createHash("sha512")).digest("hex");
  const text = (bytes: Buffer): Buffer => Buffer.concat([Buffer.of(0xa0 | bytes.length), bytes]);
  const server = createServer((socket) => {
    const options = [encodeMessagePack("nonce"), text(nonce), encodeMessagePack("auth"), text(nonce)];
    socket.write(Buffer.concat([Buffer.of(0x92), encodeMessagePack("HELO"), Buffer.of(0x82), ...options]));
    socket.once("data", (ping: Buffer) => {
      pings.push(ping);
      const [, name = "", salt = "", proof, user, password] = decodeMessagePack(ping) as string[];
      const isKnown = proof === sha(salt, name, nonce, sharedKey) && password === sha(nonce, user ?? "", "pass");
      socket.write(encodeMessagePack(["PONG", isKnown, isKnown ? "" : "no", "fb", sha(salt, "fb", nonce, sharedKey)]));
      const decoder = new ForwardDecoder();
      socket.on("data", (bytes: Buffer) => {
        void (async () => {
          for await (const event of decoder.push(bytes)) {
            if (event.kind === "end") socket.write(forwardAck(String(event.option["chunk"])));
          }
        })();
      });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  stops.push(async () => void server.close());
  return { port: (server.address() as AddressInfo).port, pings };
}

test("Fluent Bit's handshake, with a nonce that is no text, and a user", async () => {
  const { port, pings } = await startFluentBit("secret");
  const config = { servers: [at({ port })], shared_key: "secret", username: "me", password: "pass" };
  await make(config).deliver(folder.segment(given), signal);
  expect((decodeMessagePack(pings[0] ?? Buffer.alloc(0)) as unknown[]).map((each) => typeof each)).toEqual(
    Array.from({ length: 6 }, () => "string"),
  );
  await expect(make({ ...config, password: "x" }).deliver(folder.segment(given), signal)).rejects.toThrow(
    "let us in: no",
  );
});

test("over TLS a server whose certificate is not trusted gets nothing", async () => {
  const [cert, key] = [join(folder.path, "cert.pem"), join(folder.path, "key.pem")];
  const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost";
  const files = ["-keyout", key, "-out", cert, "-addext", "subjectAltName=DNS:localhost"];
  execFileSync("openssl", [...request.split(" "), ...files], { stdio: "ignore" });
  const { port, records } = await startInput({ tls: { cert, key } });
  const servers = [{ address: `127.0.0.1:${port}` }];
  await expect(make({ servers, tls: {} }).deliver(folder.segment(given), signal)).rejects.toThrow("self-signed");
  await make({ servers, tls: { ca: cert, server_name: "localhost" } }).deliver(folder.segment(given), signal);
  expect(records).toHaveLength(3);
});

test("each tag is a chunk of its own, and a repeat leaves out what was acknowledged", async () => {
  const target = await startTarget();
  const output = make({ servers: [at(target)], tag: "app.{service}", timeout_s: 0.2 });
  const segment = folder.segment([record("1"), record("2", { service: "web" }), record("3")]);
  await output.deliver(segment, signal);
  expect([target.tags, target.messages]).toEqual([
    ["app.shop", "app.web"],
    ["1", "3", "2"],
  ]);
});

test("servers share by weight, and a standby server takes over", async () => {
  const [first, second, standby] = [await startTarget(), await startTarget(), await startTarget()];
  const servers = [
    { ...at(first), weight: 3 },
    { ...at(second), weight: 1 },
    { ...at(standby), standby: true },
  ];
  const output = make({ servers, batch_records_max: 1, recover_s: 60 });
  const many = folder.segment(Array.from({ length: 40 }, (_, n) => record(`${n}`)));
  await output.deliver(many, signal);
  expect([first, second, standby].map(({ messages }) => messages.length)).toEqual([30, 10, 0]);
  first.behaviour = "down";
  second.behaviour = "down";
  await output.deliver(folder.segment([record("late")]), signal);
  expect(standby.messages).toEqual(["late"]);
});

test("a server that is up again is found by a probe", async () => {
  const [first, second] = [await startTarget(), await startTarget()];
  first.behaviour = "down";
  const output = make({ servers: [{ ...at(first), weight: 100 }, at(second)], batch_records_max: 1 });
  await output.deliver(folder.segment([record("a")]), signal);
  expect(second.messages).toEqual(["a"]);
  first.behaviour = "good";
  for (let tries = 0; first.messages.length === 0 && tries < 500; tries += 1) {
    await output.deliver(folder.segment([record("b")]), signal);
  }
  expect(first.messages.length).toBeGreaterThan(0);
});

test("when no server is up all are tried, standby servers last", () => {
  const make = (host: string, weight: number, standby: boolean): ForwardServer =>
    new ForwardServer({ host, port: 1, weight, standby, timeoutMs: 1, recoverMs: 1 });
  const servers = [make("s", 1, true), make("a", 5, false), make("never", 0, false), make("b", 1, false)];
  const hosts = (): string =>
    serversInTurn(servers)
      .map(({ options }) => options.host)
      .join("");
  expect(Array.from({ length: 6 }, () => hosts()[0]).join("")).toBe("aaabaa");
  for (const each of servers) Object.defineProperty(each, "isUp", { value: false });
  expect(hosts()).toBe("abs");
});

test.each([
  [{ servers: [] }, "servers: "],
  [{ servers: [{ address: "host" }] }, "servers.0.address: Expected HOST:PORT, such as logs.example.com:24224"],
  [{ servers: [{ address: "h:1", weight: 0 }] }, "servers: Expected a server with a weight above 0"],
])("options %j are refused", (options, message) => {
  const issue = forwardOutput.schema.safeParse({ type: "forward", ...options }).error?.issues[0];
  expect(`${issue?.path.join(".")}: ${issue?.message}`).toContain(message);
});
