import * as fc from "fast-check";
import { expect, test } from "vitest";
import { QueryError } from "./query-error.js";
import { checkRegex, groupNames, requiredWords } from "./regex.js";
import { tokensOf } from "./tokens.js";

const check = (pattern: string, expected: string[]): void => {
  expect(requiredWords(pattern), pattern).toEqual(expected);
};

test("words that every match contains are found", () => {
  check("connection refused by", ["refused"]);
  check(" connection refused ", ["connection", "refused"]);
  check("user \\d+ logged in$", ["logged", "in"]);
  check("^Started job", ["started"]);
  check("a:b:c", ["b"]);
  check("x (error|warn) y ", ["y"]);
  check("x (?:inner part) y ", ["inner", "part", "y"]);
  check(" a{3} b+ c? d ", ["d"]);
  check("( key=)+\\w+ end ", ["key", "end"]);
  check("foo[ :]bar[:;]baz[:a]end ", ["bar"]);
  check(String.raw`\s+code\s*=\s+x `, ["code", "x"]);
  check(String.raw`\bfoo\b`, []);
  check(String.raw` foo\b bar `, ["foo", "bar"]);
  check(String.raw`\Q.a.\E b `, ["a", "b"]);
  check("(?i) WORD ", ["word"]);
  check("abc", []);
});

test("names of groups are found in order", () => {
  expect(groupNames(String.raw`(?P<a>\d+) (x)(?:y)(?<b>z)`)).toEqual(["a", undefined, "b"]);
});

const refused: [pattern: string, message: string][] = [
  ["(a", "not closed"],
  ["a)", "without ("],
  ["[a", "not closed"],
  ["*a", "nothing to repeat"],
  ["a**", "two quantifiers"],
  ["(?=a)", "look ahead"],
  ["(?<!a)", "look ahead"],
  [String.raw`(a)\1`, "back references"],
  [String.raw`\y`, "unknown escape"],
  [String.raw`\p{Klingon}`, "unknown class"],
  ["[z-a]", "range"],
  ["[[:foo:]]", "unknown class"],
  ["a{1001}", "above 1000"],
  ["(a{100}){100}", "above 1000"],
  ["a{5,2}", "before its start"],
  ["(?P<a>x)(?P<a>y)", "two groups"],
  ["\\", "backslash"],
  ["(".repeat(40) + ")".repeat(40), "deeper"],
  [String.raw`(\p{L}{100}){3}`, "too large"],
  ["x".repeat(1001), "longer"],
];

test.each(refused)("%s is refused", (pattern, message) => {
  expect(() => checkRegex(pattern, 7)).toThrow(QueryError);
  expect(() => checkRegex(pattern, 7)).toThrow(message);
});

test("the words are in every text that matches", () => {
  const parts = [
    "a",
    "b",
    " ",
    ":",
    ".",
    "\\s*",
    "\\s+",
    "b+",
    "c?",
    "(a )*",
    "(?:a b )",
    "(a|b)",
    "^",
    "$",
    "[ :]?",
    "[ab]",
    "{2}",
    "b{0,1}",
  ];
  const pattern = fc.array(fc.constantFrom(...parts), { maxLength: 8 }).map((list) => list.join(""));
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c", " ", ":"), maxLength: 8 });
  const matches = (source: string, subject: string): boolean => {
    try {
      checkRegex(source, 0);
      return new RegExp(source, "s").test(subject);
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(pattern, text, (source, subject) => {
      fc.pre(matches(source, subject));
      expect(tokensOf(subject)).toEqual(expect.arrayContaining(requiredWords(source)));
    }),
    { numRuns: 3000 },
  );
});
