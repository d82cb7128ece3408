// The programs of docs/guides/metrics.md, run as they stand there but for the ports.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/metrics.md"), "utf8");
// Below the package, so that its dependencies are found.
const folder = mkdtempSync(join(import.meta.dirname, "../dist/guide-"));
const running: { child: ChildProcess; output: () => string }[] = [];

afterAll(async () => {
  for (const { child } of running) {
    if (child.kill("SIGKILL")) await once(child, "exit");
  }
  rmSync(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await once(server.close(), "close");
  return port;
}

/** Runs the program that is marked so, and answers how to ask it: at the application's port, or at that of the metrics. */
async function run(name: string): Promise<{ app: string; metrics: string; output: () => string }> {
  const source = new RegExp(`<!-- run: ${name} -->\\s+\`\`\`ts\\n([^]*?)\`\`\``).exec(guide)?.[1] ?? expect.fail();
  const [app, metrics] = [await freePort(), await freePort()];
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, source.replace("5000", String(app)).replace("8000", String(metrics)));
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk) => (text += String(chunk)));
  running.push({ child, output: () => text });
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${app}/metrics`).then(
          () => true,
          () => false,
        ),
      { interval: 20, timeout: 10_000 },
    )
    .toBe(true);
  return { app: `http://127.0.0.1:${app}`, metrics: `http://127.0.0.1:${metrics}/metrics`, output: () => text };
}

const read = async (url: string): Promise<string> => (await fetch(url)).text();

test("the Flask example in TypeScript", async () => {
  const { app, metrics } = await run("flask");
  expect(await read(`${app}/hello/world`)).toBe("Hello world");
  expect(await read(`${app}/hello/welt?language=de`)).toBe("Hello welt");
  const shown = await read(metrics);
  expect(shown).toContain('greetings_total{language="de"} 1');
  expect(shown).toContain('http_requests_total{method="GET",route="/hello/:name",code="200"} 2');
  expect(shown).toContain('http_request_duration_seconds_count{method="GET",route="/hello/:name",code="200"} 2');
});

test("pino-http and prom-client, before and after", async () => {
  const [before, after] = [await run("pino"), await run("cordwood")];
  const expected = 'http_requests_total{method="GET",route="/users/:id",code="200"} 2\n';
  for (const { app } of [before, after]) {
    await read(`${app}/users/1`);
    await read(`${app}/users/2`);
    await expect.poll(() => read(`${app}/metrics`), { interval: 10 }).toContain(expected);
  }
  const records = after
    .output()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const inside = records.filter((record) => record["logger"] === "users");
  const access = records.filter((record) => record["route"] === "/users/:id");
  expect(inside.map((record) => record["request_id"])).toEqual(access.map((record) => record["request_id"]));
  expect(access).toHaveLength(2);
  expect(before.output()).toContain('"msg":"loading a user"');
});
