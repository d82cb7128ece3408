import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { createAuthentication, sessionCookie } from "./authentication.js";

const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

test("accepts each token, however it is sent, and the session made from it", () => {
  const authentication = createAuthentication(["first-token", "second-token"]);
  for (const token of ["first-token", "second-token"]) {
    expect(authentication.grantOf(`Bearer ${token}`, undefined)).toBeDefined();
    expect(authentication.grantOf(basic(`ann:${token}`), undefined)).toBeDefined();
    const session = authentication.sessionFor(token);
    expect(authentication.grantOf(undefined, `a=b; ${sessionCookie}=${session}`)).toBeDefined();
  }
});

test("sessions end when the token goes", () => {
  const session = createAuthentication(["first-token"]).sessionFor("first-token");
  expect(createAuthentication(["second-token"]).grantOf(undefined, `${sessionCookie}=${session}`)).toBeUndefined();
});

test("accepts nothing else", () => {
  const authentication = createAuthentication(["first-token"]);
  assert(
    property(string(), (text) => {
      expect(authentication.grantOf(text, text)).toBeUndefined();
      expect(authentication.grantOf(`Bearer ${text}`, `${sessionCookie}=${text}`) !== undefined).toBe(
        text === "first-token",
      );
      expect(authentication.grantOf(basic(text), undefined)).toBeUndefined();
    }),
  );
});

test("asks for nothing when there is no token", () => {
  expect(createAuthentication([]).required).toBe(false);
});

test("tells who asks by the beginning of the secret's digest", () => {
  const grant = createAuthentication(["read:abc", "other"]).grantOf("Bearer abc", undefined);
  expect(grant).toEqual({ name: "ba7816bf", permissions: new Set(["read"]) });
  expect(createAuthentication([]).grantOf(undefined, undefined)?.name).toBe("anonymous");
});

test("takes the whole text of a setting like its secret, with no more permissions", () => {
  const authentication = createAuthentication(["read:abc"]);
  expect(authentication.grantOf("Bearer read:abc", undefined)?.permissions).toEqual(new Set(["read"]));
  expect(authentication.grantOf("Bearer read+control:abc", undefined)).toBeUndefined();
  const session = authentication.sessionFor("read:abc");
  expect(session).toBe(authentication.sessionFor("abc"));
  expect(authentication.grantOf(undefined, `${sessionCookie}=${session}`)?.permissions).toEqual(new Set(["read"]));
});

test("a secret that is configured twice may do what either allows", () => {
  const authentication = createAuthentication(["read:abc", "control:abc"]);
  expect(authentication.grantOf("Bearer abc", undefined)?.permissions).toEqual(new Set(["read", "control"]));
});
