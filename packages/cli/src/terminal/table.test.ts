import { expect, test } from "vitest";
import { plain } from "./paint.js";
import { tableText } from "./table.js";

test("lays out names to the left and numbers to the right", () => {
  const columns = [
    { name: "service", type: "String" },
    { name: "n", type: "UInt64" },
  ];
  const text = tableText(
    {
      columns,
      rows: [
        ["shop", 1200],
        ["日本", "7"],
        [null, { a: 1 }],
      ],
    },
    plain,
  );
  expect(text.split("\n")).toEqual([
    "service        n",
    "───────  ───────",
    "shop        1200",
    "日本           7",
    '         {"a":1}',
  ]);
});

test("cuts long cells and shows control characters", () => {
  const columns = [{ name: "message", type: "String" }];
  const text = tableText({ columns, rows: [["\u001b[2J" + "x".repeat(500)]] }, plain);
  expect(text).toContain("\\e[2Jxxx");
  expect(text.endsWith("x…")).toBe(true);
});
