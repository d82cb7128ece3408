import { expect, test } from "vitest";
import { compile, parse, print } from "../index.js";

const check = (stage: string, printed: string): void => {
  expect(print(parse(`* | ${stage}`))).toBe(`* | ${printed}`);
  expect(compile(`* | ${stage}`).kind).toBe("records");
};

test("it is read and printed", () => {
  check("parse 'took <ms> ms' from text", 'parse "took <ms> ms" from text');
});

test("it knows what it reads and makes", () => {
  const [stage] = parse("* | parse 'took <ms> ms' from text").stages;
  expect(stage).toMatchObject({ kind: "parse", live: true, makesTable: false });
  expect(stage?.fields()).toEqual(["text"]);
});

test("mistakes are named", () => {
  expect(() => compile("* | parse x")).toThrow("expected a pattern in quotes");
  expect(() => compile('* | parse "x"')).toThrow("needs a name between");
  expect(() => compile('* | parse "<a><b>"')).toThrow("two names need some text");
  expect(() => compile('* | parse "<a> <a>"')).toThrow("stands twice");
  expect(() => compile('* | parse "<id>"')).toThrow("cannot be changed");
});
