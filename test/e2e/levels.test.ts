// Levels changed live: a program that runs, its loggers on the page, DEBUG for a while, and back.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cordwood, remove, root, startCordwood, table, temporaryFolder, until } from "../cordwood.js";

const chromiumPath = "/usr/bin/chromium";
const required = process.env["CORDWOOD_REQUIRE_CHROMIUM"] === "1";
const found = existsSync(chromiumPath);
if (!found && !required) console.warn(`skipped: the browser tests of live levels need Chromium at ${chromiumPath}`);

/** A shop that calculates a price five times a second and says so at DEBUG. */
const shop = `
import { basicConfig, getLogger } from "@cordwood/logging";
import { CordwoodHandler } from "@cordwood/logging/handlers";
import { connect } from "@cordwood/logging/remote";

const [server, token] = process.argv.slice(1);
const signed = token === undefined ? {} : { token };
basicConfig({ level: "INFO", handlers: [new CordwoodHandler(server, { service: "shop", ...signed })] });
connect(server, { service: "shop", version: "2.1.0", ...signed });
getLogger("shop.payments").setLevel("ERROR");
const log = getLogger("shop.cart.price");
setInterval(() => log.debug("price calculated from %s rules", 7), 200);
`;

/** Those that a test has started. */
const programs: ChildProcess[] = [];

function startShop(...args: string[]): ChildProcess {
  const options = { cwd: root, stdio: "inherit" as const };
  const program = spawn(process.execPath, ["--input-type=module", "-e", shop, ...args], options);
  programs.push(program);
  return program;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill();
  await exit;
}

describe.skipIf(!found && !required)("levels of running programs on the page", () => {
  let folder: string;
  let server: Cordwood;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    folder = temporaryFolder();
    server = await startCordwood({ data: join(folder, "data"), cwd: folder });
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    remove(folder);
  });

  beforeEach(async () => {
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
  });

  afterEach(async () => {
    for (const program of programs.splice(0)) await end(program);
    await context.close();
    expect(complaints).toEqual([]);
  });

  const panel = (): Locator => page.getByRole("complementary", { name: "Applications" });
  const levelOf = (logger: string): Locator => panel().getByRole("button", { name: `Level of ${logger}:` });

  it("shows how to connect where nothing is, and goes with the back button", async () => {
    await page.goto(server.url);
    await page.getByRole("button", { name: /^Applications/ }).click();
    await panel().getByText("No application is connected").waitFor();
    expect(await panel().locator("pre").textContent()).toContain(`connect("${server.url}", { service: "shop" })`);
    expect(new URL(page.url()).searchParams.get("apps")).toBe("1");
    await page.goBack();
    await panel().waitFor({ state: "detached" });
    await page.keyboard.press("a");
    await panel().waitFor();
    await page.keyboard.press("Escape");
    await panel().waitFor({ state: "detached" });
  });

  it("turns on DEBUG in a running program, shows what it says then, and turns it off", async () => {
    await page.goto(`${server.url}/?q=service:shop&from=now-15m&apps=1`);
    await panel().getByText("No application is connected").waitFor();
    const program = startShop(server.url);
    const app = panel().getByRole("region", { name: `shop ${program.pid}` });
    await app.getByText(`process ${program.pid}`).waitFor();
    await app.getByText("2.1.0").waitFor();
    expect(await levelOf("root").getAttribute("aria-label")).toBe("Level of root: INFO");
    expect(await levelOf("shop.payments").getAttribute("aria-label")).toBe("Level of shop.payments: ERROR");
    expect(await levelOf("shop.cart.price").getAttribute("aria-label")).toBe(
      "Level of shop.cart.price: INFO, inherited",
    );

    await panel().getByLabel("Find a logger").fill("PRICE");
    await levelOf("shop.payments").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await panel().getByRole("radio", { name: "5 minutes", exact: true }).check();
    await levelOf("shop.cart.price").click();
    await panel().getByRole("menuitemradio", { name: "DEBUG" }).click();
    await panel()
      .getByText(/^[45] min \d\d s left$/)
      .waitFor();
    expect(await levelOf("shop.cart.price").textContent()).toBe("DEBUG");

    await panel().getByRole("button", { name: "Records of shop.cart.price" }).click();
    await until(
      async () => {
        await page.getByRole("button", { name: "Search again (.)" }).click();
        return page.locator(".row", { hasText: "price calculated from 7 rules" }).count();
      },
      (rows) => rows > 0,
    );
    expect(new URL(page.url()).searchParams.get("q")).toBe("service:shop logger:shop.cart.price");

    await panel().getByRole("button", { name: "Reset shop.cart.price" }).click();
    await panel().getByText("left").waitFor({ state: "detached" });
    await expect
      .poll(() => levelOf("shop.cart.price").getAttribute("aria-label"))
      .toBe("Level of shop.cart.price: INFO, inherited");
    const audit = 'dataset:audit "client.token":anonymous | fields message';
    const said = await until(
      () => table(server.url, audit),
      (rows) => rows.length === 2,
    );
    expect(JSON.stringify(said)).toContain("logger shop.cart.price of shop set to DEBUG until");
    await end(program);
    await panel().getByText("No application is connected").waitFor();
  });

  it("takes the keyboard alone, and says when the program is gone", async () => {
    const program = startShop(server.url);
    await page.goto(`${server.url}/?apps=1`);
    await levelOf("shop.cart.price").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("TRACE");
    for (const key of ["ArrowUp", "ArrowUp", "Enter"]) await page.keyboard.press(key);
    await expect.poll(() => levelOf("shop.cart.price").textContent()).toBe("ERROR");
    await expect
      .poll(() => page.evaluate("document.activeElement.getAttribute('aria-label')"))
      .toBe("Level of shop.cart.price: ERROR");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });

    await page.route("**/api/v1/apps", (route) => route.abort());
    await end(program);
    await levelOf("shop.cart.price").click();
    await page.getByRole("menuitemradio", { name: "INFO" }).click();
    await panel().getByText("it is not connected").waitFor();
    await page.unroute("**/api/v1/apps");
    await panel().getByText("No application is connected").waitFor();
    complaints = complaints.filter((text) => !/net::ERR_FAILED|404/.test(text));
  });

  it("sets a level in every process of a service", async () => {
    startShop(server.url);
    startShop(server.url);
    await page.goto(`${server.url}/?apps=1`);
    await panel().getByText("2 connected").waitFor();
    await panel().getByLabel("In every process of the service").check();
    await levelOf("shop.payments").last().click();
    await page.getByRole("menuitemradio", { name: "INFO" }).click();
    await expect.poll(() => panel().getByText(/left$/).count()).toBe(2);
    await panel().getByRole("button", { name: "Reset shop.payments" }).first().click();
    await expect.poll(() => panel().getByText(/left$/).count()).toBe(0);
    await expect.poll(() => levelOf("shop.payments").allTextContents()).toEqual(["ERROR", "ERROR"]);
  });

  it("shows levels, and does not offer to change them, without the permission control", async () => {
    const reader = "read:only-for-looking-at-it";
    const guarded = await startCordwood({
      data: join(folder, "guarded"),
      cwd: folder,
      env: { CORDWOOD_TOKEN: "" },
      args: ["--token", reader, "--token", "ingest:what-the-shop-sends-with"],
    });
    try {
      startShop(guarded.url, "what-the-shop-sends-with");
      await page.goto(`${guarded.url}/?apps=1`);
      await page.getByLabel("Token").fill("only-for-looking-at-it");
      await page.getByRole("button", { name: "Sign in" }).click();
      await panel().getByText("no permission to control").waitFor();
      expect(await levelOf("shop.cart.price").isDisabled()).toBe(true);
      // Chromium writes every refused request to the console.
      complaints = complaints.filter((text) => !text.includes("401"));
      await page.goto("about:blank");
    } finally {
      await guarded.stop();
    }
  });

  it("is usable in a narrow window, in the dark", async () => {
    startShop(server.url);
    await page.setViewportSize({ width: 390, height: 800 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(`${server.url}/?apps=1`);
    await levelOf("shop.payments").click();
    await page.getByRole("menuitemradio", { name: "CRITICAL" }).waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false);
    await page.keyboard.press("Escape");
    await panel()
      .getByRole("button", { name: /^Close/ })
      .click();
    await panel().waitFor({ state: "detached" });
  });
});
