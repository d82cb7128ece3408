/** A comment line: keeps connections open, readers ignore it. */
export const heartbeat = ": still here\n\n";

/** One event in the text/event-stream format (HTML Living Standard §9.2). JSON has no raw newlines to escape. */
export function serverSentEvent(event: { name?: string; id?: string; data: unknown }): string {
  const id = event.id === undefined ? "" : `id: ${event.id}\n`;
  const name = event.name === undefined ? "" : `event: ${event.name}\n`;
  return `${name}${id}data: ${JSON.stringify(event.data)}\n\n`;
}
