// Writing files so that what was written survives a crash of the machine.
import { open, rename, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes the names in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file as a whole: readers see the old content or the new, also after a crash. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.new`;
  const handle = await open(temporary, "w");
  try {
    await handle.writeFile(content);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

/** Writes all of `parts` at `position`; a short write (a disk that fills up) is continued until it is whole or fails. */
export async function writeWhole(handle: FileHandle, parts: readonly Uint8Array[], position: number): Promise<void> {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const { bytesWritten } = await handle.writev([...parts], position);
  let done = bytesWritten;
  if (done === total) return;
  const rest = Buffer.concat(parts);
  while (done < total) {
    const written = await handle.write(rest, done, total - done, position + done);
    done += written.bytesWritten;
  }
}

/** Writes a file and waits until it is on the disk. */
export async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const handle = await open(path, "w");
  try {
    await handle.writeFile(content);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
