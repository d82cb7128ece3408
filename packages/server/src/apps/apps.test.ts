// Real applications against a real server: the logging library's side and ours together.
import type { Ingest } from "@cordwood/collector";
import { getLogger, Logger } from "@cordwood/logging";
import { connect, type RemoteConnection } from "@cordwood/logging/remote";
import type { Store } from "@cordwood/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { App, AppsResponse, LevelResponse } from "../api/apps.js";
import { startServer, type Server } from "../server.js";
import type { ServerLogger } from "../services.js";

const quiet: ServerLogger = { debug() {}, info() {}, warning() {}, error() {} };

let server: Server;
let audited: Record<string, unknown>[];
const connections: RemoteConnection[] = [];

async function start(port = 0, tokens: string[] = []): Promise<Server> {
  const started = await startServer({ listen: { host: "127.0.0.1", port }, logger: quiet, tokens });
  const ingest: Partial<Ingest> = {
    ingestRecords: async (records, defaults) => {
      audited.push(...records.map((record) => ({ ...record, ...defaults })));
      return { accepted: records.length, rejected: [] };
    },
  };
  started.attach({ store: {} as Store, ingest: ingest as Ingest });
  return started;
}

beforeEach(async () => {
  audited = [];
  server = await start();
});
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  await server.close();
  getLogger("shop.cart").setLevel("NOTSET");
});

function join(token?: string): RemoteConnection {
  const connection = connect(server.url, {
    service: "shop",
    version: "1.2.3",
    ...(token === undefined ? {} : { token }),
  });
  connections.push(connection);
  return connection;
}

async function apps(): Promise<App[]> {
  return ((await (await fetch(`${server.url}/api/v1/apps`)).json()) as AppsResponse).apps;
}

async function theApp(): Promise<App> {
  await expect.poll(async () => (await apps()).length).toBe(1);
  return (await apps())[0] ?? expect.fail();
}

async function setLevel(
  id: string,
  body: object,
): Promise<{ status: number; body: LevelResponse & { error?: { code: string; message: string } } }> {
  const answer = await fetch(`${server.url}/api/v1/apps/${id}/levels`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as LevelResponse & { error?: { code: string; message: string } },
  };
}

test("a running application is listed with its loggers, and forgotten when it is gone", async () => {
  getLogger("shop.cart").setLevel("WARNING");
  const connection = join();
  const app = await theApp();
  expect(app).toMatchObject({ service: "shop", version: "1.2.3", pid: process.pid });
  expect(app.loggers[0]?.name).toBe("");
  expect(app.loggers.find((logger) => logger.name === "shop.cart")).toEqual({
    name: "shop.cart",
    level: "WARNING",
    effective_level: "WARNING",
    until: null,
  });
  connection.close();
  await expect.poll(apps).toEqual([]);
});

test("a logger that is made right after connecting is listed too", async () => {
  join();
  getLogger("shop.made-later").setLevel("ERROR");
  await theApp();
  await expect
    .poll(async () => (await theApp()).loggers.find((logger) => logger.name === "shop.made-later")?.level)
    .toBe("ERROR");
});

describe("a level", () => {
  test("is set for a time, returns by itself, and is an audit record", async () => {
    join();
    const app = await theApp();
    const log = getLogger("shop.cart");
    log.setLevel("ERROR");
    const { status, body } = await setLevel(app.id, { logger: "shop.cart", level: "DEBUG", for: "1s" });
    expect(status).toBe(200);
    expect(log.isEnabledFor("DEBUG")).toBe(true);
    expect(Date.parse(body.until ?? "") - Date.now()).toBeLessThanOrEqual(1000);
    expect(audited).toMatchObject([
      {
        dataset: "audit",
        service: "cordwood",
        "app.service": "shop",
        "app.logger": "shop.cart",
        "app.level": "DEBUG",
        "client.address": "127.0.0.1",
        "client.token": "anonymous",
      },
    ]);
    expect(audited[0]?.["message"]).toMatch(/^logger shop\.cart of shop set to DEBUG until \d{4}-/);
    await expect.poll(() => log.level, { timeout: 3000 }).toBe(40);
    await expect
      .poll(async () => (await theApp()).loggers.find((logger) => logger.name === "shop.cart")?.level)
      .toBe("ERROR");
  });

  test("is given back early with null", async () => {
    join();
    const app = await theApp();
    const log = getLogger("shop.cart");
    log.setLevel("ERROR");
    await setLevel(app.id, { logger: "shop.cart", level: "DEBUG" });
    expect(log.level).toBe(10);
    const { body } = await setLevel(app.id, { logger: "shop.cart", level: null });
    expect(body.until).toBeNull();
    expect(log.level).toBe(40);
  });

  test("that the program set meanwhile stays", async () => {
    join();
    const app = await theApp();
    const log = getLogger("shop.cart");
    await setLevel(app.id, { logger: "shop.cart", level: "DEBUG" });
    log.setLevel("CRITICAL");
    await setLevel(app.id, { logger: "shop.cart", level: null });
    expect(log.level).toBe(50);
  });

  const check = (what: string, body: object, status: number, code: string): void =>
    test(`${what} is refused`, async () => {
      join();
      const app = await theApp();
      const answer = await setLevel(app.id, body);
      expect({ status: answer.status, code: answer.body.error?.code }).toEqual({ status, code });
      const refusal = { dataset: "audit", level: "warning", "app.id": app.id, "error.code": code };
      expect(audited).toMatchObject([{ ...refusal, "client.token": "anonymous", "client.address": "127.0.0.1" }]);
    });
  check("an unknown level", { logger: "", level: "LOUD" }, 400, "CW_SERVER_APP_REFUSED");
  check("a time that is none", { logger: "", level: "INFO", for: "soon" }, 400, "CW_SERVER_PARAMETER_INVALID");
  check("a time beyond a day", { logger: "", level: "INFO", for: "2d" }, 400, "CW_SERVER_PARAMETER_INVALID");
  check("an unknown option", { logger: "", level: "INFO", until: 3 }, 400, "CW_SERVER_PARAMETER_UNKNOWN");
});

test("an application that is not connected cannot be asked", async () => {
  expect(await setLevel("nobody", { logger: "", level: "INFO" })).toMatchObject({
    status: 404,
    body: { error: { code: "CW_SERVER_APP_UNKNOWN" } },
  });
});

test("an application connects again when the server is back", async () => {
  const connection = join();
  await theApp();
  const { port } = server;
  await server.close();
  await expect.poll(() => connection.connected).toBe(false);
  server = await start(port);
  await expect.poll(() => connection.connected, { timeout: 10_000 }).toBe(true);
  expect((await theApp()).service).toBe("shop");
});

test("needs a token where the server has one", async () => {
  await server.close();
  server = await start(0, ["secret"]);
  const [without, withToken] = [join(), join("secret")];
  await expect.poll(() => withToken.connected).toBe(true);
  expect(without.connected).toBe(false);
  expect((await fetch(`${server.url}/api/v1/apps`)).status).toBe(401);
});

test("a level wants the permission control, and the audit record names the token", async () => {
  await server.close();
  server = await start(0, ["ingest:sender", "read+control:operator", "read:reader"]);
  join("sender");
  const as = (token: string): Record<string, string> => ({
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
  });
  const list = async (): Promise<App[]> =>
    ((await (await fetch(`${server.url}/api/v1/apps`, { headers: as("reader") })).json()) as AppsResponse).apps;
  await expect.poll(async () => (await list()).length).toBe(1);
  const [app] = await list();
  const set = async (token: string): Promise<number> => {
    const body = JSON.stringify({ logger: "shop.cart", level: "DEBUG", for: "1m" });
    const url = `${server.url}/api/v1/apps/${app?.id}/levels`;
    return (await fetch(url, { method: "PUT", headers: as(token), body })).status;
  };
  expect([await set("reader"), await set("sender"), await set("operator")]).toEqual([403, 403, 200]);
  const refused = audited.slice(0, 2);
  expect(refused.map((record) => record["error.code"])).toEqual(["CW_SERVER_FORBIDDEN", "CW_SERVER_FORBIDDEN"]);
  expect(new Set(audited.map((record) => record["client.token"])).size).toBe(3);
  expect(audited[2]?.["client.token"]).toBe("06e55b63");
  expect(await set("nobody")).toBe(401);
  expect(audited).toHaveLength(3);
});

test("refuses a URL that cannot be used", () => {
  expect(() => connect("localhost")).toThrow(/http or https URL/);
  expect(Logger.root.name).toBe("root");
});
