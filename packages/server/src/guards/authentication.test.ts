import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { createAuthentication, sessionCookie } from "./authentication.js";

const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

test("accepts each token, however it is sent, and the session made from it", () => {
  const authentication = createAuthentication(["first-token", "second-token"]);
  for (const token of ["first-token", "second-token"]) {
    expect(authentication.accepts(`Bearer ${token}`, undefined)).toBe(true);
    expect(authentication.accepts(basic(`ann:${token}`), undefined)).toBe(true);
    const session = authentication.sessionFor(token);
    expect(authentication.accepts(undefined, `a=b; ${sessionCookie}=${session}`)).toBe(true);
  }
});

test("sessions end when the token goes", () => {
  const session = createAuthentication(["first-token"]).sessionFor("first-token");
  expect(createAuthentication(["second-token"]).accepts(undefined, `${sessionCookie}=${session}`)).toBe(false);
});

test("accepts nothing else", () => {
  const authentication = createAuthentication(["first-token"]);
  assert(
    property(string(), (text) => {
      expect(authentication.accepts(text, text)).toBe(false);
      expect(authentication.accepts(`Bearer ${text}`, `${sessionCookie}=${text}`)).toBe(text === "first-token");
      expect(authentication.accepts(basic(text), undefined)).toBe(false);
    }),
  );
});

test("asks for nothing when there is no token", () => {
  expect(createAuthentication([]).required).toBe(false);
});
