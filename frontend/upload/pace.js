/**
 * How large the chunks of the next file are: so large that one takes some seconds. What a
 * line that breaks takes with it is then little, and a fast line is not held up by asking.
 */

// So long a chunk should take: 1 MiB where a request gets 80 KB/s, as on a slow phone.
const CHUNK_SECONDS = 12;
const LEAST_BYTES = 256 * 1024;
// Until the line is known: a photo of a phone may take minutes.
const FIRST_BYTES = 1024 * 1024;
// What a smaller request takes is mostly the way and the check.
const TELLING_BYTES = 256 * 1024;
// A file has no more chunks than this, so that what is remembered of it stays small.
const MOST_CHUNKS = 1000;
const NEWEST = 0.5;

/** @param {number} mostBytes the largest chunk that the server wants */
export function createPace(mostBytes) {
  // Bytes a second of one request among its neighbours, once one has told.
  let speed = null;

  return {
    /** A request of so many bytes took so long, from its first byte to its answer. */
    note(bytes, milliseconds) {
      if (bytes < Math.min(TELLING_BYTES, mostBytes)) return;
      const now = bytes / Math.max(milliseconds / 1000, 0.001);
      speed = speed === null ? now : speed * (1 - NEWEST) + now * NEWEST;
    },
    /** @return {number} for a file of so many bytes that has not begun yet */
    chunkBytes(fileBytes) {
      const wanted = speed === null ? FIRST_BYTES : nearestPower(speed * CHUNK_SECONDS);
      const least = Math.max(LEAST_BYTES, Math.ceil(fileBytes / MOST_CHUNKS));
      return Math.min(Math.max(wanted, least), mostBytes);
    },
  };
}

function nearestPower(bytes) {
  return 2 ** Math.round(Math.log2(Math.max(1, bytes)));
}
