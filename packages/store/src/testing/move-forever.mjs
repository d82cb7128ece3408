// Child process of the test of moves: moves a store and says how far it is. Arguments: path, then `to` as JSON.
import { moveStore } from "../../dist/index.js";

const [path, to] = process.argv.slice(2);
const onProgress = ({ records }) => process.stdout.write(`moved ${records}\n`);
const report = await moveStore({ path, to: JSON.parse(to), onProgress });
process.stdout.write(`report ${JSON.stringify(report)}\n`);
