import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../query/index.js";
import { mineTemplates } from "./mine.js";

const check = (messages: string[], expected: [template: string, count: number][]): void => {
  const templates = mineTemplates(messages.map((message) => ({ message, count: 1 })));
  expect(templates.map(({ template, count }) => [template, count])).toEqual(expected);
};

test("numbers, addresses and times are variable", () => {
  check(
    [
      "Accepted password for root from 10.0.0.1 port 22 ssh2",
      "Accepted password for root from 10.0.0.7 port 4022 ssh2",
      "done at Fri Jul  1 07:57:30 2005 after 12 ms",
    ],
    [
      ["Accepted password for root from <*> port <*>", 2],
      ["done at <*> after <*>", 1],
    ],
  );
});

test("a place with many different words is variable, one with few makes templates", () => {
  const names = ["ann", "bob", "cid", "dan", "eve", "fay"];
  const logins = names.flatMap((name) => [`login of ${name} succeeded today`, `login of ${name} succeeded today`]);
  check(
    [...logins, "service started now", "service started now", "service stopped now"],
    [
      ["login of <*> succeeded today", 12],
      ["service started now", 2],
      ["service stopped now", 1],
    ],
  );
});

test("a value that is missing does not make another template", () => {
  check(["connect from 10.0.0.1 ()", "connect from 10.0.0.2 (host.example)"], [["connect from <*> (<*>)", 2]]);
});

test("counts of samples are added up", () => {
  const samples = [
    { message: "took 5 ms", count: 7 },
    { message: "took 6 ms", count: 5 },
  ];
  expect(mineTemplates(samples)).toMatchObject([{ template: "took <*>", count: 12, samples: [0, 1] }]);
});

const word = fc.oneof(
  fc.constantFrom("user", "failed", "(", ")", "=", "a.b/c", "10.0.0.1", "x=1", "…", '"q"', "/", "\\d", "*", "\n", "::"),
  fc.string({ maxLength: 6 }),
);
const message = fc.array(word, { maxLength: 12 }).map((words) => words.join(" "));

test("every sample belongs to one template, whose query selects it", () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
      const templates = mineTemplates(messages.map((each) => ({ message: each, count: 1 })));
      const indexes = templates.flatMap(({ samples }) => samples);
      expect(indexes.toSorted((a, b) => a - b)).toEqual([...messages.keys()]);
      for (const { query, samples } of templates) {
        expect(parse(query).filter.kind).toBe("regex");
        const pattern = new RegExp(query.slice(1, -1), "s");
        for (const index of samples) expect(messages[index]).toMatch(pattern);
      }
    }),
    { numRuns: 1000 },
  );
});
