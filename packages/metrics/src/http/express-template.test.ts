import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express, { type Request, type Response } from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ExpressRequest, templateOf } from "./express-template.js";

let url: string;
let close: () => void;
const seen: (string | undefined)[] = [];

const answer = (_request: Request, response: Response): void => void response.send("ok");
const fail = (): never => {
  throw new Error("broken on purpose");
};

beforeAll(async () => {
  const app = express();
  app.use((request, response, next) => {
    response.once("close", () => seen.push(templateOf(request as ExpressRequest)));
    next();
  });
  const orders = express.Router({ mergeParams: true });
  orders.get("/:order", answer);
  orders.get("/:order/fail", fail);
  const tenants = express.Router();
  tenants.use("/:tenant/orders", orders);
  tenants.get("/", answer);
  app.use("/tenants", (_request, _response, next) => next(), tenants);
  const admin = express();
  admin.get("/users/:user", answer);
  app.use("/admin", admin);
  app.use("/", express.Router().get("/plain", answer));
  app.get(["/a", "/b"], answer);
  app.use((_error: unknown, _request: Request, response: Response, _next: unknown) => void response.status(500).end());
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => server.close().closeAllConnections();
});
afterAll(() => close());

describe("the template of an Express route", () => {
  const check = (path: string, template: string | undefined): void =>
    test(`${path} is ${template}`, async () => {
      seen.length = 0;
      await (await fetch(url + path)).text();
      await expect.poll(() => seen).toEqual([template]);
    });
  check("/plain", "/plain");
  check("/tenants", "/tenants/");
  check("/tenants/acme/orders/7?x=1", "/tenants/:tenant/orders/:order");
  check("/tenants/a%20b/orders/7", "/tenants/:tenant/orders/:order");
  check("/tenants/acme/orders/7/fail", "/tenants/:tenant/orders/:order/fail");
  check("/admin/users/9", "/admin/users/:user");
  check("/b", "/a,/b");
  check("/tenants/acme/nothing", undefined);
  check("/nothing", undefined);
});

describe("the template of a mount point, as Express before router 2.3 tells it", () => {
  const route = { path: "/:id" };
  const layer = (matches: boolean, path: string, params: object, stack: object[]): object => ({
    handle: { stack },
    path,
    params,
    match: () => matches,
  });
  const check = (stack: object[], template: string): void =>
    test(`is ${template}`, () => {
      const request = { originalUrl: "/tenants/acme/7", route, app: { _router: { stack } } };
      expect(templateOf(request as never)).toBe(template);
    });
  check([layer(true, "/tenants/acme", { tenant: "acme" }, [{ route }])], "/tenants/:tenant/:id");
  check([layer(false, "", {}, [{ route }]), layer(true, "/tenants/acme", {}, [{ route }])], "/tenants/acme/:id");
  check([layer(true, "", {}, [layer(true, "/tenants/%", {}, [{ route }])])], "/tenants/%/:id");
  check([], "*/:id");
});
