// The page in a real browser against the real command: what a person does, in the order in which they do it.

import { existsSync } from "node:fs";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cordwood, count as countOf, remove, startCordwood, temporaryFolder, until } from "../cordwood.js";

const chromiumPath = "/usr/bin/chromium";
const required = process.env["CORDWOOD_REQUIRE_CHROMIUM"] === "1";
const found = existsSync(chromiumPath);
if (!found && !required) console.warn(`skipped: the page's browser tests need Chromium at ${chromiumPath}`);

const hostile =
  '<script>document.title = "owned"</script><img src=x onerror="document.title=1"> \u001b[31mred\u001b[0m \u202edesrever';
/** Runs in the page: what its content security policy refuses becomes a message on the console. */
const tellViolations = `document.addEventListener("securitypolicyviolation", (event) => {
  console.error("policy: " + event.violatedDirective + " " + event.blockedURI);
});`;
const tenYears = 10 * 365 * 86_400_000;

/** Lines of an application of ten years ago: one a second, every tenth an error. */
function oldLines(count: number): string {
  const start = Date.now() - tenYears;
  return Array.from({ length: count }, (_, index) => {
    const level = index % 10 === 0 ? "error" : "info";
    const message = index % 10 === 0 ? `cannot charge card ${index}` : `order ${index} placed`;
    const time = new Date(start + index * 1_000).toISOString();
    return `${JSON.stringify({ time, level, message, service: index % 2 === 0 ? "shop" : "stock", region: `r${index % 3}` })}\n`;
  }).join("");
}

/** A promise that somebody else resolves. */
function withResolver<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((take) => {
    resolve = take;
  });
  return { promise, resolve };
}

describe.skipIf(!found && !required)("the page in Chromium", () => {
  let folder: string;
  let server: Cordwood;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    folder = temporaryFolder();
    const file = join(folder, "shop.log");
    await writeFile(file, oldLines(300));
    server = await startCordwood({ data: join(folder, "data"), args: [file], cwd: folder });
    const all = "service:shop OR service:stock | stats count() as n";
    await until(
      () => countOf(server.url, all),
      (stored) => stored === 300,
    );
    const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ["--headless", "--no-sandbox", "--disable-component-update", "--disable-sync", ...quiet],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    remove(folder);
  });

  beforeEach(async () => {
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, timezoneId: "Europe/Berlin" });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.addInitScript(tellViolations);
  });

  // A page without a word on the console has broken no policy either: Chromium reports violations there.
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  async function ingest(...records: Record<string, unknown>[]): Promise<void> {
    const response = await fetch(`${server.url}/api/v1/ingest`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: records.map((record) => `${JSON.stringify(record)}\n`).join(""),
    });
    expect(response.ok).toBe(true);
  }

  const search = (): ReturnType<Page["getByRole"]> => page.getByRole("combobox", { name: "Search" });
  const rows = (): ReturnType<Page["locator"]> => page.locator(".row");
  const count = (): ReturnType<Page["locator"]> => page.locator(".summary-count");
  const query = (): string | null => new URL(page.url()).searchParams.get("q");

  async function openAll(typed = ""): Promise<void> {
    await page.goto(`${server.url}/?from=all${typed === "" ? "" : `&q=${encodeURIComponent(typed)}`}`);
    await rows().first().waitFor();
  }

  it("opens, and finds the way to records that are older than its range", async () => {
    await page.goto(server.url);
    await page.getByRole("button", { name: "Show everything" }).first().click();
    await page.getByText("order 299 placed").waitFor();
    expect(new URL(page.url()).searchParams.get("from")).toBe("all");
    await page.goBack();
    await page.getByText("order 299 placed").waitFor({ state: "detached" });
  });

  it("searches, marks what matched, and keeps the search over a reload", async () => {
    await openAll();
    await page.keyboard.press("/");
    await search().pressSequentially("cannot service:shop");
    await page.keyboard.press("Escape");
    await search().press("Enter");
    await expect.poll(() => count().textContent()).toContain("30");
    expect(await page.locator("mark").first().textContent()).toBe("cannot");
    expect(query()).toBe("cannot service:shop");
    await page.reload();
    await rows().first().waitFor();
    expect(await search().inputValue()).toBe("cannot service:shop");
    await expect.poll(() => count().textContent()).toContain("30");
  });

  it("shows a mistake where it is, and asks the server nothing", async () => {
    await openAll();
    await search().fill("level:error (shop");
    await search().press("Enter");
    await expect.poll(() => page.locator(".search-mistake").textContent()).toContain("expected )");
    expect(query()).toBeNull();
  });

  it("completes fields and values from the records", async () => {
    await openAll();
    await search().fill("");
    await search().pressSequentially("serv");
    await page.getByRole("option", { name: /^service/ }).waitFor();
    await search().press("Tab");
    await page.getByRole("option", { name: /^stock/ }).waitFor();
    await search().pressSequentially("sto");
    await search().press("Tab");
    expect(await search().inputValue()).toBe("service:stock ");
  });

  it("zooms by dragging over the histogram, and the back button undoes it", async () => {
    await openAll("service:shop OR service:stock");
    await expect.poll(() => count().textContent()).toContain("300");
    const box = await page.locator(".histogram svg").boundingBox();
    if (box === null) throw new Error("the histogram is not drawn");
    await page.mouse.move(box.x + box.width * 0.3, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 30, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => new URL(page.url()).searchParams.get("from")).toMatch(/^20\d\d-/);
    await expect.poll(async () => Number((await count().textContent())?.match(/\d+/)?.[0])).toBeLessThan(200);
    await page.goBack();
    await expect.poll(() => count().textContent()).toContain("300");
  });

  it("tells what is different in a part of the histogram", async () => {
    await openAll("service:shop OR service:stock");
    await expect.poll(() => count().textContent()).toContain("300");
    const box = await page.locator(".histogram svg").boundingBox();
    if (box === null) throw new Error("the histogram is not drawn");
    await page.mouse.move(box.x + box.width * 0.1, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 30, { steps: 4 });
    await page.mouse.up();
    await page.getByRole("button", { name: "What is different here?" }).click();
    const comparison = page.getByRole("region", { name: "What is different here" });
    await comparison.getByText(/records here/).waitFor();
    await comparison.getByText(/No value or message differs/).waitFor();
    await page.goto(`${server.url}/?from=all&q=cannot&diff=1`);
    await comparison.getByText(/nothing to compare/).waitFor();
    await comparison.getByRole("button", { name: "Back to the records" }).click();
    await page.getByText("cannot charge card 290").waitFor();
  });

  it("shows how far a slow search is, and ends it", async () => {
    await openAll("cannot");
    const status = { kind: "search", query: "*", elapsed_ms: 2100, memory_bytes: 1, remaining_ms: 4000 };
    const cancelled = withResolver<string>();
    await page.route("**/api/v1/search**", async (route) => {
      await cancelled.promise;
      await route.fulfill({
        status: 499,
        json: { error: { code: "CW_SERVER_QUERY_CANCELLED", message: "it was cancelled" } },
      });
    });
    await page.route("**/api/v1/queries/**", async (route) => {
      if (route.request().method() === "POST") cancelled.resolve(route.request().url());
      await route.fulfill({ json: { id: "x", ...status, rows_read: 340, rows_total: 1000 } });
    });
    await search().fill("placed");
    await search().press("Enter");
    const progress = page.getByRole("status", { name: "Search under way" });
    await progress.getByText("34% of 1K records").waitFor();
    await progress.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("it was cancelled").waitFor();
    await progress.waitFor({ state: "detached" });
    expect(await cancelled.promise).toMatch(/queries\/page-[0-9a-f]{24}\/cancel$/);
    complaints = complaints.filter((text) => !text.includes("499"));
  });

  it("says when a word looks like an operator", async () => {
    await page.goto(`${server.url}/?from=all&q=${encodeURIComponent("charge and card")}`);
    await page.getByRole("list", { name: "Hints" }).getByText("the operator is written").waitFor();
  });

  it("zooms with the keyboard alone", async () => {
    await openAll("service:shop OR service:stock");
    await expect.poll(() => count().textContent()).toContain("300");
    await page.locator(".histogram svg").focus();
    for (const key of ["Home", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"]) await page.keyboard.press(key);
    await expect.poll(() => page.locator("#histogram-said").textContent()).toContain("records");
    await page.keyboard.press("Enter");
    await expect.poll(() => new URL(page.url()).searchParams.get("from")).toMatch(/^20\d\d-/);
  });

  it("filters by a top value of a field, for and against", async () => {
    await openAll("service:*");
    await page.locator(".field-name", { hasText: "region" }).click();
    await page.getByRole("button", { name: "Only region r1" }).click();
    await expect.poll(query).toBe("service:* region:r1");
    await expect.poll(() => count().textContent()).toContain("100");
    await page.getByRole("button", { name: "Without region r1" }).click();
    await expect.poll(query).toBe("service:* -region:r1");
  });

  it("opens a record, filters by its field, and opens it again by its address", async () => {
    await openAll("cannot");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: "Record" });
    await panel.getByText("cannot charge card 280").waitFor();
    await page.goto(page.url());
    await panel.getByText("cannot charge card 280").waitFor();
    await panel.getByRole("tab", { name: "Around it" }).click();
    await panel.getByText("order 282 placed").waitFor();
    await panel.getByRole("tab", { name: "Record" }).click();
    await panel.getByRole("button", { name: "Only region of this value" }).click();
    await expect.poll(query).toBe("cannot region:r1");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
  });

  it("shows a table for stages that make one", async () => {
    await openAll();
    await search().fill("* | stats count() as n by region");
    await page.keyboard.press("Escape");
    await search().press("Enter");
    await page.getByRole("columnheader", { name: "region" }).waitFor();
    await expect.poll(() => page.getByRole("table").textContent()).toContain("r2");
  });

  it("shows messages by their shape, and the records of a shape", async () => {
    await openAll("service:shop OR service:stock");
    await page.keyboard.press("p");
    await page.getByRole("button", { name: /cannot charge card/ }).click();
    await expect.poll(() => count().textContent()).toContain("30");
    expect(query()).toContain("(service:shop OR service:stock) /");
  });

  it("sees a new record in the live tail, and waits while a person reads", async () => {
    await openAll();
    await page.locator(".row").first().hover();
    await page.keyboard.press("t");
    await page.getByText(/Live: new records|Waiting for records/).waitFor();
    await ingest({ time: new Date().toISOString(), level: "warning", message: "fresh off the saw", service: "mill" });
    await page.getByText("fresh off the saw").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await ingest({ time: new Date().toISOString(), level: "info", message: "second cut", service: "mill" });
    await page.getByRole("button", { name: "1 new" }).click();
    await page.getByText("second cut").waitFor();
    await appendFile(
      join(folder, "shop.log"),
      `${JSON.stringify({ time: new Date().toISOString(), level: "info", message: "third cut", service: "mill" })}\n`,
    );
    await page.getByText("third cut").waitFor();
    const many = Array.from({ length: 60 }, (_, index) => ({
      level: "info",
      message: `plank ${index}`,
      service: "mill",
    }));
    await ingest(...many);
    await page.getByText("plank 59").waitFor();
    await page.locator(".rows").hover();
    await page.mouse.wheel(0, 600);
    await page.getByText("Paused while you read").waitFor();
    await ingest({ time: new Date().toISOString(), level: "info", message: "fourth cut", service: "mill" });
    await page.getByRole("button", { name: "1 new" }).click();
    await page.getByText("fourth cut").waitFor();
    await expect.poll(() => page.locator(".rows").evaluate((list) => list.scrollTop)).toBe(0);
  });

  it("shows hostile content as text, in the list, the record, the fields and a table", async () => {
    await ingest({
      time: new Date().toISOString(),
      level: "info",
      message: hostile,
      service: "<b>evil</b>",
      "<i>": hostile,
    });
    await until(
      () => countOf(server.url, "document | stats count() as n"),
      (stored) => stored === 1,
    );
    await page.goto(`${server.url}/?q=document`);
    await rows().first().waitFor();
    const message = page.locator(".cell-message").last();
    await expect.poll(() => message.textContent()).toContain('<script>document.title = "owned"</script>');
    expect(await message.textContent()).toContain("\\x1b[31mred");
    expect(await message.textContent()).toContain("\\u202e");
    await rows().first().click();
    await page.getByRole("complementary", { name: "Record" }).getByText("<b>evil</b>").first().waitFor();
    await page.locator(".field-name", { hasText: "service" }).click();
    await page.locator(".values").getByText("<b>evil</b>").waitFor();
    await page.goto(`${server.url}/?q=${encodeURIComponent("document | stats count() by message")}`);
    await expect.poll(() => page.getByRole("table").textContent()).toContain("<script>");
    expect(await page.title()).not.toContain("owned");
    expect(await page.locator("#root script, #root img, #root b > i").count()).toBe(0);
  });

  it("asks for a token where the server requires one", async () => {
    const guarded = await startCordwood({
      data: join(folder, "guarded"),
      cwd: folder,
      env: { CORDWOOD_TOKEN: "" },
      args: ["--token", "a-long-enough-token-for-a-test"],
    });
    try {
      await page.goto(guarded.url);
      await page.getByLabel("Token").fill("wrong");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").waitFor();
      // Chromium writes every refused request to the console.
      complaints = complaints.filter((text) => !text.includes("401"));
      await page.getByLabel("Token").fill("a-long-enough-token-for-a-test");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("Ready for the first record").waitFor();
    } finally {
      await guarded.stop();
    }
  });

  it("says when the server is gone, and goes on when asked again", async () => {
    await page.goto(server.url);
    await rows().first().waitFor();
    // The keys move the range of the histogram, once there is one.
    await page.locator(".histogram svg").waitFor();
    await page.route("**/api/v1/**", (route) => route.abort());
    await page.keyboard.press("]");
    await page.getByText("cannot reach Cordwood").first().waitFor();
    await page.unroute("**/api/v1/**");
    await page.keyboard.press("[");
    await rows().first().waitFor();
    complaints = complaints.filter((text) => !text.includes("net::ERR_FAILED"));
  });

  it("is usable in a narrow window, in the dark", async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.emulateMedia({ colorScheme: "dark" });
    await openAll("cannot");
    const wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
    expect(wide).toBe(false);
    await page.getByRole("button", { name: /^Fields/ }).click();
    await page.getByRole("navigation", { name: "Fields" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("navigation", { name: "Fields" }).waitFor({ state: "detached" });
    await rows().first().click();
    await page.getByRole("complementary", { name: "Record" }).waitFor();
    await page.getByRole("button", { name: /^Close/ }).click();
  });
});
