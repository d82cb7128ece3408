import type { ReactElement } from "react";
import { Command } from "./Command.js";

/** No record has ever arrived: how to send the first. */
export function FirstRun(): ReactElement {
  const server = location.origin;
  return (
    <div className="empty first-run">
      <h2>Ready for the first record</h2>
      <p>Nothing has been sent yet. This page notices by itself when something arrives.</p>
      <h3>Send a line</h3>
      <Command
        text={`curl -d '{"level":"info","message":"Hello, Cordwood"}' \\\n  '${server}/api/v1/ingest?service=hello&format=ndjson'`}
      />
      <h3>Follow log files</h3>
      <Command text="npm start -- up '/var/log/*.log'" />
      <h3>Pipe a program</h3>
      <Command text="node server.js 2>&1 | npm start --silent -- pipe --service shop" />
      <h3>From TypeScript</h3>
      <Command text={typescript(server)} />
    </div>
  );
}

const library = "@cordwood/logging";

function typescript(server: string): string {
  return `import { basicConfig, getLogger } from "${library}";
import { CordwoodHandler } from "${library}/handlers";

basicConfig({ level: "INFO", handlers: [new CordwoodHandler("${server}", { service: "shop" })] });
getLogger("shop.cart").info("added", { sku: "apple", qty: 3 });`;
}
