// Child process of the kill test: inserts the segments named on its command line and says which are durable.
import { openStore } from "../../dist/index.js";

const [path, ...segments] = process.argv.slice(2);
const store = await openStore({ path });
process.stdout.write("open\n");
const queue = segments.map((segment) => JSON.parse(segment));
async function work() {
  for (let segment = queue.shift(); segment !== undefined; segment = queue.shift()) {
    await store.insert(segment);
    process.stdout.write(`stored ${segment.chunk}\n`);
  }
}
await Promise.all([work(), work(), work()]);
await store.close();
