/** Takes `HOST:PORT` apart; brackets around an IPv6 address go. */
export function splitAddress(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon).replaceAll(/[[\]]/g, ""), port: Number(text.slice(colon + 1)) };
}
