import { expect, test } from "vitest";
import { z } from "zod";
import { ServerError } from "./errors.js";
import { countParameter, namesParameter, queryParameter, rangeShape, readQueryString, toRange } from "./parameters.js";

const shape = {
  query: queryParameter,
  ...rangeShape,
  limit: countParameter(1, 100),
  fields: namesParameter,
  order: z.enum(["asc", "desc"]).optional(),
};
const read = (search: string): unknown => readQueryString(`http://localhost/?${search}`, shape);

function refusal(search: string): Partial<ServerError> {
  try {
    read(search);
  } catch (error) {
    if (error instanceof ServerError) return { code: error.code, message: error.message, hint: error.hint };
  }
  throw new Error(`${search} was not refused`);
}

test("reads text, numbers, times and lists", () => {
  expect(read("")).toEqual({ query: "*" });
  expect(read("query=&from=")).toEqual({ query: "*", from: undefined });
  expect(read("query=a%20b&limit=5&from=1769860800&fields=a,%20b,&order=asc")).toEqual({
    query: "a b",
    limit: 5,
    from: 1_769_860_800_000_000_000n,
    fields: ["a", "b"],
    order: "asc",
  });
});

test("refuses an unknown parameter with a suggestion", () => {
  expect(refusal("form=now-1h")).toMatchObject({
    code: "CW_SERVER_PARAMETER_UNKNOWN",
    message: 'cannot use parameter "form": it is not known',
    hint: expect.stringContaining('did you mean "from"?'),
  });
});

test("says what is wrong with a known parameter", () => {
  expect(refusal("limit=x").message).toContain(
    'cannot use parameter "limit": Expected a number from 1 to 100, got "x"',
  );
  expect(refusal("limit=1000").message).toContain("<=100");
  expect(refusal("from=yesterday").message).toContain('"now-15m", got "yesterday"');
  expect(refusal("order=up").message).toContain('got "up"');
  expect(refusal("query=a&query=b").message).toContain("given twice");
});

test("refuses a range that ends before it begins", () => {
  expect(toRange(1n, undefined)).toEqual({ range: { from: 1n } });
  expect(toRange(undefined, undefined)).toEqual({});
  expect(() => toRange(2n, 1n)).toThrow("lies before from");
});
