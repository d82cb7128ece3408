import { expect, test } from "vitest";
import * as zlib from "node:zlib";
import { decoderFor } from "./encodings.js";

test.each(["gzip", "x-gzip", "GZIP", " deflate", "br"])("decodes %j", (encoding) => {
  expect(decoderFor(encoding)).toBeDefined();
});

test.each([undefined, "", "identity"])("leaves %j as it is", (encoding) => {
  expect(decoderFor(encoding)).toBeUndefined();
});

test.each(["gzip, br", "compress", "__proto__"])("refuses %j", (encoding) => {
  expect(() => decoderFor(encoding)).toThrow(`Content-Encoding ${encoding}`);
});

test.skipIf("createZstdDecompress" in zlib)("says which Node decodes zstd", () => {
  expect(() => decoderFor("zstd")).toThrow(expect.objectContaining({ hint: expect.stringContaining("Node 22.15") }));
});
