import type { ForwardServer } from "./forward-server.js";

/**
 * The servers to try, the one whose turn it is first: those that are up by their weights (smooth weighted round robin,
 * as nginx does it), then standby servers that are up. When none is up, all of them, standby servers last: the records
 * have nowhere else to go.
 */
export function serversInTurn(servers: readonly ForwardServer[]): ForwardServer[] {
  const up = servers.filter((server) => server.isUp && server.options.weight > 0);
  const regular = byTurn(up.filter(({ options }) => !options.standby));
  const standby = byTurn(up.filter(({ options }) => options.standby));
  if (up.length > 0) return [...regular, ...standby];
  return servers
    .filter(({ options }) => options.weight > 0)
    .toSorted((a, b) => Number(a.options.standby) - Number(b.options.standby));
}

function byTurn(servers: readonly ForwardServer[]): ForwardServer[] {
  const total = servers.reduce((sum, { options }) => sum + options.weight, 0);
  for (const server of servers) server.credit += server.options.weight;
  const inTurn = servers.toSorted((a, b) => b.credit - a.credit);
  if (inTurn[0] !== undefined) inTurn[0].credit -= total;
  return inTurn;
}
