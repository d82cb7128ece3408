import { expect, test } from "vitest";
import { ByteBudget } from "./byte-budget.js";

test("refuses more than there is, and takes everything back", async () => {
  const budget = new ByteBudget(100);
  await budget.share(async (first) => {
    first.take(60);
    await expect(
      budget.share(async (second) => {
        second.take(40);
        expect(budget.held).toBe(100);
        await Promise.resolve();
        second.take(1);
      }),
    ).rejects.toMatchObject({ code: "CW_SERVER_BODIES_IN_FLIGHT", status: 429 });
    expect(budget.held).toBe(60);
  });
  expect(budget.held).toBe(0);
});
