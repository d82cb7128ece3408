import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const engine = { UV_THREADPOOL_SIZE: "12" };

// Vitest leaves one core to itself, which on two cores means one test file at a time.
const maxWorkers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  test: {
    maxWorkers,
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.{ts,tsx}", "tools/**/*.test.ts"],
          pool: "forks",
          env: engine,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "fault",
          include: ["test/fault/**/*.test.ts", "test/peers/**/*.test.ts"],
          pool: "forks",
          env: engine,
          testTimeout: 240_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          pool: "forks",
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "packed",
          include: ["test/packed/**/*.test.ts"],
          pool: "forks",
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
