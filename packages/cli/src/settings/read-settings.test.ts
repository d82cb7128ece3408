import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readSettings } from "./read-settings.js";
import { splitAddress } from "./address.js";
import { settingsJsonSchema } from "./full-schema.js";
import { settingDescriptions } from "./settings.js";

const folder = mkdtempSync(join(tmpdir(), "cordwood-settings-"));
const config = join(folder, "cordwood.yaml");
writeFileSync(config, "data: from-file\nlisten: 127.0.0.1:1\nfiles: [a.log]\n");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("flags win over variables, variables over the file, the file over defaults", async () => {
  const settings = await readSettings(
    { config, listen: "127.0.0.1:3" },
    { CORDWOOD_LISTEN: "127.0.0.1:2", CORDWOOD_TOKEN: "first-token, second-token", CORDWOOD_INSECURE: "yes" },
  );
  expect(settings).toMatchObject({
    data: "from-file",
    listen: "127.0.0.1:3",
    files: ["a.log"],
    tokens: ["first-token", "second-token"],
    insecure: true,
    log_level: "info",
  });
});

test("names the flag or variable that is wrong", async () => {
  await expect(readSettings({ config, listen: "7600" }, {})).rejects.toThrow("cannot use --listen: Expected HOST:PORT");
  await expect(readSettings({ config }, { CORDWOOD_LOG_LEVEL: "loud" })).rejects.toThrow(
    "cannot use CORDWOOD_LOG_LEVEL",
  );
  await expect(readSettings({ config: join(folder, "none.yaml") }, {})).rejects.toThrow("cannot read");
});

test.each([
  ["127.0.0.1:7600", { host: "127.0.0.1", port: 7600 }],
  ["[::1]:0", { host: "::1", port: 0 }],
  ["localhost:80", { host: "localhost", port: 80 }],
])("takes %s apart", (text, expected) => {
  expect(splitAddress(text)).toEqual(expected);
});

test("every setting is described, in the JSON Schema too", () => {
  const { properties, additionalProperties } = settingsJsonSchema() as {
    properties: Record<string, { description: string }>;
    additionalProperties: boolean;
  };
  expect(additionalProperties).toBe(false);
  for (const [name, description] of Object.entries(settingDescriptions)) {
    expect(description).not.toBe("");
    expect(properties[name]?.description).toBe(description);
  }
});
