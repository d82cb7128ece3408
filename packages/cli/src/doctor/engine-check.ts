import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { doctorEngineMs } from "../limits.js";
import type { Check } from "./finding.js";

/** Whether the embedded engine loads, opens a store in a folder of its own, and answers. */
export const engineCheck: Check = {
  name: "engine",
  async run() {
    const folder = await mkdtemp(join(tmpdir(), "cordwood-doctor-"));
    const started = performance.now();
    try {
      const { openStore } = await import("@cordwood/store");
      const store = await openStore({ path: join(folder, "store") });
      try {
        await store.sql("SELECT 1", AbortSignal.timeout(doctorEngineMs));
      } finally {
        await store.close();
      }
      return { result: "ok", detail: `opens and answers in ${((performance.now() - started) / 1000).toFixed(1)} s` };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
