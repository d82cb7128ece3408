// Runs one path of the collector and says how fast it was.

/** What a run cost. */
export interface Figures {
  path: string;
  lines: number;
  seconds: number;
  cpuSeconds: number;
  peakMegabytes: number;
}

/** Runs `work` over `lines` lines and measures it. */
export async function measure(path: string, lines: number, work: () => Promise<void>): Promise<Figures> {
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await work();
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(sampler);
  return { path, lines, seconds, cpuSeconds: (user + system) / 1e6, peakMegabytes: peak / 2 ** 20 };
}

/** The figures of a run in one line. */
export function describe({ path, lines, seconds, cpuSeconds, peakMegabytes }: Figures): string {
  const rate = Math.round(lines / seconds).toLocaleString("en");
  const cpu = ((cpuSeconds / lines) * 1e6).toFixed(2);
  return `${path.padEnd(36)} ${rate.padStart(10)} lines/s ${cpu.padStart(6)} CPU-s per million ${peakMegabytes.toFixed(0).padStart(5)} MB peak`;
}
