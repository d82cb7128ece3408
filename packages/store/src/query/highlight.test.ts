import { expect, test } from "vitest";
import { highlight } from "./index.js";

const check = (query: string, expected: string): void => {
  const pieces = highlight(query).map((token) => {
    return `${token.class}(${query.slice(token.offset, token.offset + token.length)})`;
  });
  expect(pieces.join(" ")).toBe(expected);
};

test("pieces of a search have classes", () => {
  check('web "a b" level:>=warn', 'word(web) phrase("a b") field(level) operator(:) operator(>=) value(warn)');
  check(
    "-a OR (b host:/x/)",
    "operator(-) word(a) keyword(OR) punctuation(() word(b) field(host) operator(:) regex(/x/) punctuation())",
  );
  check("f:[1 TO *]", "field(f) operator(:) punctuation([) value(1) keyword(TO) operator(*) punctuation(])");
});

test("pieces of stages have classes", () => {
  check(
    "* | stats p95(took) as t by host | where t > 5",
    "operator(*) punctuation(|) stage(stats) function(p95) punctuation(() field(took) punctuation()) keyword(as) field(t) keyword(by) field(host) punctuation(|) stage(where) field(t) operator(>) number(5)",
  );
});

test("what cannot be read is one error up to the end", () => {
  check("a | stat count()", "word(a) punctuation(|) error(stat count())");
  check('a "b', 'word(a) error("b)');
  check("", "");
});
