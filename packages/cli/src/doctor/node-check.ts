import type { Check } from "./finding.js";

/** Node's version and platform, and the threads that the embedded engine needs. */
export const nodeCheck: Check = {
  name: "node",
  run() {
    const { node } = process.versions;
    const threads = Number(process.env["UV_THREADPOOL_SIZE"] ?? 4);
    const detail = `Node ${node} on ${process.platform} ${process.arch}, ${threads} threads`;
    if (threads < 12) return { result: "warning", detail: `${detail}; set UV_THREADPOOL_SIZE to 12 or more` };
    return { result: "ok", detail };
  },
};
