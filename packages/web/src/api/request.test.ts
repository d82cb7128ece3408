import { afterEach, describe, expect, it, vi } from "vitest";
import { WebError } from "../errors.js";
import { apiAddress, getJson } from "./request.js";

describe("apiAddress", () => {
  it("stays relative to the page and leaves out what is undefined", () => {
    expect(apiAddress("search", { query: "a b&c", limit: 5, cursor: undefined })).toBe(
      "api/v1/search?query=a+b%26c&limit=5",
    );
    expect(apiAddress("session", {})).toBe("api/v1/session");
  });
});

describe("getJson", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  function check(what: string, answer: () => Promise<Response>, expected: Partial<WebError>): void {
    it(`a failed request ${what}`, async () => {
      vi.stubGlobal("location", { host: "127.0.0.1:7600" });
      vi.stubGlobal("fetch", answer);
      await expect(getJson("search", {})).rejects.toMatchObject(expected);
    });
  }

  const error = { code: "CW_STORE_QUERY_SYNTAX", message: "expected )", hint: "close it" };
  check("gives the server's error as it was given", () => Promise.resolve(Response.json({ error }, { status: 400 })), {
    ...error,
    status: 400,
  });
  check("says when nothing answers", () => Promise.reject(new TypeError("failed to fetch")), {
    code: "CW_WEB_UNREACHABLE",
    message: "cannot reach Cordwood at 127.0.0.1:7600",
    status: 0,
  });
  check("says when the answer is not the server's", () => Promise.resolve(new Response("<html>", { status: 502 })), {
    code: "CW_WEB_BAD_ANSWER",
    status: 502,
  });

  it("leaves an abort an abort", async () => {
    const abort = new AbortController();
    abort.abort();
    vi.stubGlobal("fetch", () => Promise.reject(new DOMException("aborted", "AbortError")));
    await expect(getJson("search", {}, abort.signal)).rejects.not.toBeInstanceOf(WebError);
  });
});
