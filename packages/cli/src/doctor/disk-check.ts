import { statfsSync } from "node:fs";
import { diskFreeBytesMin } from "../limits.js";
import { existingParent } from "./data-check.js";
import type { Check } from "./finding.js";

/** Free space where the data lie. */
export const diskCheck: Check = {
  name: "disk",
  run({ data }) {
    const { bavail, bsize } = statfsSync(existingParent(data));
    const free = bavail * bsize;
    const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
    return free < diskFreeBytesMin
      ? { result: "warning", detail: `${detail}; keep 1 GiB or more` }
      : { result: "ok", detail };
  },
};
