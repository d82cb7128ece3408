// The built command as a person runs it: in a process of its own, on a free port, with a folder of its own.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, test } from "vitest";

const launcher = join(import.meta.dirname, "..", "bin", "cordwood.cjs");
const folder = mkdtempSync(join(tmpdir(), "cordwood-up-"));
const running = new Set<ChildProcess>();

afterEach(async () => {
  for (const child of running) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Command {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
}

function command(args: string[], env: NodeJS.ProcessEnv = {}): Command {
  const child = spawn(process.execPath, [launcher, ...args], { cwd: folder, env: { ...process.env, ...env } });
  running.add(child);
  const printed = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text));
  const ended = (async () => {
    const [code] = (await once(child, "close")) as [number | null];
    running.delete(child);
    return code;
  })();
  return { child, stdout: () => printed.stdout, stderr: () => printed.stderr, ended };
}

async function run(
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const started = command(args, env);
  started.child.stdin?.end();
  const code = await started.ended;
  return { code, stdout: started.stdout(), stderr: started.stderr() };
}

/** Starts `up --json` and waits until it is ready. */
async function up(name: string, ...args: string[]): Promise<Command & { url: string }> {
  const started = command(["up", "--json", "--data", join(folder, name), "--listen", "127.0.0.1:0", ...args]);
  for (;;) {
    const line = started
      .stdout()
      .split("\n")
      .find((text) => text.includes('"event":"ready"'));
    if (line !== undefined) return { ...started, url: (JSON.parse(line) as { url: string }).url };
    if (!running.has(started.child)) throw new Error(`ended before it was ready: ${started.stderr()}`);
    await sleep(20);
  }
}

async function stop(server: Command): Promise<number | null> {
  server.child.kill("SIGTERM");
  return server.ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function until(url: string, query: string, wanted: number): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    const answer = await fetch(`${url}/api/v1/search?${new URLSearchParams({ query: `${query} | stats count()` })}`);
    const found = Number(((await answer.json()) as { rows: unknown[][] }).rows[0]?.[0]);
    if (found === wanted || attempt > 100) return found;
    await sleep(100);
  }
}

async function ingest(url: string, body: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1/ingest?service=shop`, { method: "POST", body });
  return answer.json();
}

describe("up", () => {
  test("takes records, finds them, and finds them again after a restart", async () => {
    const first = await up("restart");
    expect(await ingest(first.url, '{"message":"added apple"}\n{"message":"added pear"}\n')).toEqual({
      accepted: 2,
      rejected: [],
    });
    expect(await until(first.url, "service:shop apple", 1)).toBe(1);
    await ingest(first.url, '{"message":"just before the end"}');
    expect(await stop(first)).toBe(0);
    expect(first.stdout()).toContain('"event":"stopped"');
    const second = await up("restart");
    expect(await until(second.url, "service:shop", 3)).toBe(3);
    expect(await until(second.url, "service:cordwood ready", 2)).toBe(2);
    expect(await stop(second)).toBe(0);
    expect(second.stderr()).toBe("");
  });

  test("tails files from their beginning and goes on where it was", async () => {
    const file = join(folder, "app.log");
    writeFileSync(file, "2026-01-02T03:04:05Z INFO one\n2026-01-02T03:04:06Z ERROR two\n");
    const first = await up("tail", join(folder, "*.log"));
    expect(await until(first.url, "log.file.path:*", 2)).toBe(2);
    expect(await until(first.url, "level:error two", 1)).toBe(1);
    await stop(first);
    appendFileSync(file, "2026-01-02T03:04:07Z INFO three\n");
    const second = await up("tail", join(folder, "*.log"));
    expect(await until(second.url, "log.file.path:*", 3)).toBe(3);
    await stop(second);
  });

  test("runs the pipeline of its configuration, and reads it again on SIGHUP", async () => {
    const [port, config] = [await freePort(), join(folder, "pipeline.yaml")];
    const syslog = { type: "syslog", listen: `127.0.0.1:${port}`, protocols: ["tcp"], service: "router" };
    writeFileSync(config, JSON.stringify({ reload: false }));
    const server = await up("pipeline", "--config", config);
    writeFileSync(config, JSON.stringify({ reload: false, allow_hosts: ["x"], pipeline: { inputs: [syslog] } }));
    server.child.kill("SIGHUP");
    while (!server.stdout().includes('"event":"reloaded"')) await sleep(20);
    expect(server.stdout()).toContain('"started":"syslog.0"');
    expect(server.stderr()).toContain("allow_hosts cannot change while it runs");
    const socket = connect(port, "127.0.0.1");
    socket.end("<11>Jan  2 03:04:05 gateway app[7]: link down\n");
    expect(await until(server.url, "level:error link", 1)).toBe(1);
    await stop(server);
  });

  test("takes the records of an application that uses the logging library", async () => {
    const server = await up("application");
    const program = `
      import { basicConfig, getLogger } from "@cordwood/logging";
      import { CordwoodHandler } from "@cordwood/logging/handlers";
      basicConfig({ level: "INFO", handlers: [new CordwoodHandler(process.argv[2], { service: "shop" })] });
      const log = getLogger("shop.cart");
      log.info("added", { sku: "apple", qty: 3 });
      log.error("payment failed", new Error("card declined"));
    `;
    const script = join(import.meta.dirname, "..", "dist", `application-${process.pid}.mjs`);
    writeFileSync(script, program);
    try {
      const child = spawn(process.execPath, [script, server.url], { stdio: "inherit" });
      expect(await once(child, "exit")).toEqual([0, null]);
    } finally {
      rmSync(script);
    }
    expect(await until(server.url, "service:shop logger:shop.cart qty:>2 sku:apple", 1)).toBe(1);
    expect(await until(server.url, 'level:error "payment failed"', 1)).toBe(1);
    const { rows } = (await (await fetch(`${server.url}/api/v1/search?query=level:error`)).json()) as {
      rows: { attributes: Record<string, string> }[];
    };
    expect(rows[0]?.attributes["exception.message"]).toBe("card declined");
    await stop(server);
  });

  test("drains though npm sends the signal twice", async () => {
    const server = await up("twice");
    await ingest(server.url, '{"message":"kept"}');
    server.child.kill("SIGINT");
    server.child.kill("SIGINT");
    expect(await server.ended).toBe(0);
    expect(server.stdout()).toContain('"event":"stopped"');
  });

  test("asks for the token it was given", async () => {
    const server = await up("token", "--token", "s3cret-token");
    expect((await fetch(`${server.url}/api/v1/fields`)).status).toBe(401);
    const env = { CORDWOOD_URL: server.url, CORDWOOD_TOKEN: "s3cret-token" };
    expect(await run(["search", "service:cordwood", "--json"], env)).toMatchObject({ code: 0 });
    const refused = await run(["search", "*"], { CORDWOOD_URL: server.url, CORDWOOD_TOKEN: "" });
    expect(refused.code).toBe(7);
    expect(refused.stderr).toContain("without a valid token");
    await stop(server);
  });
});

describe("up that cannot start", () => {
  test.each([
    ["beyond loopback without a token", ["--listen", "0.0.0.0:0"], 2, "no token is set"],
    ["an address that is none", ["--listen", "nowhere"], 2, "Expected HOST:PORT"],
    ["an unknown flag", ["--prot", "1"], 2, "unknown option '--prot'"],
    ["a missing configuration", ["--config", "missing.yaml"], 2, "cannot read missing.yaml"],
  ])("%s", async (_what, args, code, text) => {
    const result = await run(["up", "--data", join(folder, "never"), ...args]);
    expect(result).toMatchObject({ code, stderr: expect.stringContaining(text) });
  });

  test("a port in use", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const { port } = blocker.address() as AddressInfo;
    const result = await run(["up", "--data", join(folder, "port"), "--listen", `127.0.0.1:${port}`]);
    blocker.close();
    expect(result.code).toBe(3);
    expect(result.stderr.split("\n")[0]).toBe(`cordwood: cannot listen on 127.0.0.1:${port}: the port is in use`);
  });

  test("a data directory that another process has open", async () => {
    const server = await up("taken");
    const result = await run(["up", "--data", join(folder, "taken"), "--listen", "127.0.0.1:0"]);
    expect(result.code).toBe(4);
    expect(result.stderr).toContain(`process ${server.child.pid}`);
    await stop(server);
  });

  test("a data directory that is a file, or cannot be written", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(await run(["up", "--data", file, "--listen", "127.0.0.1:0"])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining(`cannot use the data directory ${file}`),
    });
    if (process.getuid?.() === 0) return;
    const sealed = join(folder, "sealed");
    mkdirSync(sealed);
    chmodSync(sealed, 0o500);
    expect((await run(["up", "--data", join(sealed, "data"), "--listen", "127.0.0.1:0"])).code).toBe(4);
  });

  test.each([
    ["of a newer release", '{"format": 999}'],
    ["corrupt", "{nonsense"],
  ])("a data directory %s", async (what, content) => {
    const data = join(folder, what.replaceAll(" ", "-"));
    mkdirSync(join(data, "store"), { recursive: true });
    writeFileSync(join(data, "store", "store.json"), content);
    const result = await run(["up", "--data", data, "--listen", "127.0.0.1:0"]);
    expect(result.code).toBe(5);
    expect(result.stderr.trim().split("\n")).toHaveLength(1);
  });
});

describe("commands that ask a server", () => {
  test("say when there is none", async () => {
    const result = await run(["search", "*", "--url", "http://127.0.0.1:9"]);
    expect(result.code).toBe(6);
    expect(result.stderr).toContain("cannot reach the server at http://127.0.0.1:9");
  });

  test("search, sql, tail and pipe", async () => {
    const server = await up("commands");
    const env = { CORDWOOD_URL: server.url };
    const piped = command(["pipe", "--service", "piped"], env);
    piped.child.stdin?.end('{"level":"warning","message":"from \\u001b[31ma pipe"}\nplain line\n');
    expect(await piped.ended).toBe(0);
    expect(await until(server.url, "service:piped", 2)).toBe(2);
    const found = await run(["search", "service:piped", "level:warning"], env);
    expect(found.stdout).toMatch(/warning {2}piped from \\e\[31ma pipe\n$/);
    const table = await run(["search", "service:piped | stats count() as n", "--json"], env);
    expect(table.stdout.trim()).toMatch(/^\{"n":"?2"?\}$/);
    const sql = await run(["sql", "SELECT count() AS n FROM logs WHERE service = 'piped'"], env);
    expect(sql.stdout).toMatch(/^n\n─\n2\n$/);
    const wrong = await run(["search", "level:>=loud AND ("], env);
    expect(wrong.code).toBe(7);
    await ingest(server.url, '{"message":"was there"}');
    expect(await until(server.url, "service:shop", 1)).toBe(1);
    const tail = command(["tail", "service:shop", "--json"], env);
    for (let n = 0; !tail.stdout().includes("tailed") && n < 100; n++) {
      await ingest(server.url, '{"message":"tailed"}');
      await sleep(100);
    }
    expect(tail.stdout()).toContain('"message":"tailed"');
    expect(tail.stdout().match(/"message":"was there"/g)).toHaveLength(1);
    tail.child.kill("SIGINT");
    expect(await tail.ended).toBe(0);
    await stop(server);
  });

  test("pipe shows what it reads when there is no server", async () => {
    const piped = command(["pipe"], { CORDWOOD_URL: "", CORDWOOD_LISTEN: "127.0.0.1:9" });
    piped.child.stdin?.end('{"level":30,"time":1769860800000,"msg":"hi"}\n');
    expect(await piped.ended).toBe(0);
    expect(piped.stdout()).toBe("2026-01-31 12:00:00.000 info     hi\n");
  });
});

describe("commands that ask nobody", () => {
  test("check tells where a configuration is wrong", async () => {
    const config = join(folder, "wrong.yaml");
    writeFileSync(config, "data: here\nlissen: 1\n");
    expect(await run(["check", config])).toMatchObject({
      code: 1,
      stderr: `${config}:2:1: lissen is not known (did you mean listen?)\n`,
    });
    writeFileSync(config, "data: here\n");
    expect(await run(["check", config])).toMatchObject({ code: 0, stdout: `${config}: valid\n` });
  });

  test("doctor looks at everything", async () => {
    const result = await run(["doctor", "--json", "--data", join(folder, "doctor"), "--listen", "127.0.0.1:0"]);
    expect(
      result.stdout
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { check: string }).check),
    ).toEqual(["node", "data", "disk", "port", "engine"]);
    expect(result).toMatchObject({ code: 0, stderr: "" });
  });

  test("help and version succeed, an unknown command does not", async () => {
    expect(await run(["--help"])).toMatchObject({ code: 0, stdout: expect.stringContaining("cordwood.yaml") });
    expect(await run(["--version"])).toMatchObject({ code: 0, stdout: "0.1.0\n" });
    const unknown = await run(["serach", "x"]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("Did you mean search?");
  });
});
