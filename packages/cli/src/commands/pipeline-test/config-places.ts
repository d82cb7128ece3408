import { isNode, LineCounter, parseDocument } from "yaml";

/** Finds where the value of a key path stands in a configuration: `path:line:column`. A path that is not there is that of its nearest parent. */
export function configPlaces(text: string, path: string): (keys: readonly (string | number)[]) => string {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return (keys) => {
    for (let length = keys.length; length > 0; length--) {
      const node: unknown = document.getIn(keys.slice(0, length), true);
      if (!isNode(node) || !node.range) continue;
      const { line, col } = lines.linePos(node.range[0]);
      return `${path}:${line}:${col}`;
    }
    return path;
  };
}
