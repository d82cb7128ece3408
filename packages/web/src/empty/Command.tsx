import type { ReactElement } from "react";
import { CopyButton } from "../shell/CopyButton.js";

/** A command or piece of code to copy. */
export function Command({ text }: { text: string }): ReactElement {
  return (
    <div className="command">
      <pre>{text}</pre>
      <CopyButton text={() => text} label="Copy" />
    </div>
  );
}
