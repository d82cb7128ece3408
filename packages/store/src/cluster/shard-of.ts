/**
 * The shard that a chunk belongs to, of `shards` of them: 0 and up. It follows from the chunk alone, so that a segment
 * that is inserted again goes to the same shard, which knows its token. After Lamping and Veach, "A Fast, Minimal
 * Memory, Consistent Hash Algorithm" (2014): a further shard takes its part of the chunks, and moves no others.
 */
export function shardOf(chunk: bigint, shards: number): number {
  let key = mix(chunk);
  let [last, next] = [-1, 0];
  while (next < shards) {
    last = next;
    key = BigInt.asUintN(64, key * 2862933555777941757n + 1n);
    next = Math.floor((last + 1) * (2 ** 31 / (Number(key >> 33n) + 1)));
  }
  return last;
}

/** Chunk ids are times with a small number below: their bits are mixed first (the finaliser of MurmurHash3). */
function mix(chunk: bigint): bigint {
  let key = BigInt.asUintN(64, chunk);
  key = BigInt.asUintN(64, (key ^ (key >> 33n)) * 0xff51afd7ed558ccdn);
  key = BigInt.asUintN(64, (key ^ (key >> 33n)) * 0xc4ceb9fe1a85ec53n);
  return key ^ (key >> 33n);
}
