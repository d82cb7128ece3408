import { basename, extname } from "node:path";

const endings = /^\.(?:\d+|log|txt|out|json|ndjson|err)$/i;

/** The service that a file's name suggests: `/var/log/orders-2.log.1` is `orders`. */
export function serviceOfPath(path: string): string {
  let name = basename(path);
  while (endings.test(extname(name))) name = name.slice(0, -extname(name).length);
  const bare = name.replace(/[-_.]\d[\w.:-]*$|\d+$/, "");
  return bare === "" ? name : bare;
}
