/**
 * A large file goes up in chunks: which of them the server has, how far the file is, and
 * whether it is still the one that was begun.
 * What is there stands on the file itself, as `file.upload.there`: a set of indexes.
 */

// An editor that keeps size and date still changes a picture's head or its last bytes.
const END_BYTES = 64 * 1024;
// The primes of MurmurHash3 (Appleby, smhasher).
const PRIMES = [0x85ebca6b, 0xc2b2ae35];

/** How many chunks a file has; 1 when it goes in one. */
export function countOf(file, chunkBytes) {
  return Math.max(1, Math.ceil(file.size / chunkBytes));
}

/**
 * Which chunks need not be sent. When all are there the last one is sent again all the
 * same: only an answer to a chunk tells the address of the file.
 * @param {number[]} received as the server lists them
 * @param {number} count of all chunks
 * @return {Set<number>}
 */
export function thereOf(received, count) {
  const there = new Set(received.filter((index) => index >= 0 && index < count));
  if (there.size === count) there.delete(count - 1);
  return there;
}

/** Which chunks are likely to be there, until the server has said so: the first ones. */
export function likelyThere(sentBytes, chunkBytes) {
  return new Set(Array(Math.floor(sentBytes / chunkBytes)).keys());
}

/** The bytes of the chunks that are there: what survives whatever happens here. */
export function bytesThere(file, chunkBytes) {
  let sum = 0;
  for (const index of file.upload.there ?? []) sum += bytesOf(file, index, chunkBytes);
  return sum;
}

/**
 * The bytes of the file itself that are there or on the way; Dropzone counts the
 * envelope too, and forgets the chunks that it did not send.
 */
export function bytesSent(file, chunkBytes) {
  const { there, chunks, chunked, total, bytesSent } = file.upload;
  if (!chunked) return total ? Math.min(1, bytesSent / total) * file.size : 0;
  let sum = bytesThere(file, chunkBytes);
  for (const chunk of chunks ?? []) {
    if (!chunk || there.has(chunk.index)) continue;
    sum += bytesOf(file, chunk.index, chunkBytes) * (chunk.progress / 100);
  }
  return sum;
}

/** A chunk that is there already: Dropzone takes it for one that it has just sent. */
export function standIn(file, chunk) {
  const xhr = { responseText: "", getAllResponseHeaders: () => "", abort() {} };
  const { attempt } = file.upload;
  Object.assign(chunk, { xhr, progress: 100, total: 0, bytesSent: 0 });
  queueMicrotask(() => {
    const goesOn = file.status === "uploading" && file.upload.attempt === attempt;
    if (goesOn) file.upload.finishedChunkUpload(chunk, "");
  });
}

/** Whether a chunk is all sent and not answered yet: the server may come to have it. */
export function isAwaited(file) {
  const { chunked, chunks } = file.upload;
  const awaits = ({ status, progress }) => status === "uploading" && progress >= 100;
  return Boolean(chunked) && chunks.some((chunk) => chunk && awaits(chunk));
}

/**
 * A digest of a file's two ends: 64 bits that tell files apart, not a seal. Nobody gains
 * by deceiving their own browser, and crypto.subtle is not there on plain http.
 * @param {Blob} file of which at most 128 KiB are read
 * @return {Promise<string>} rejects when it cannot be read any more
 */
export async function digestOf(file) {
  const ends = [file.slice(0, END_BYTES), file.slice(-END_BYTES)];
  const bytes = new Uint8Array(await new Blob(ends).arrayBuffer());
  let [one, other] = PRIMES;
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, PRIMES[0]);
    one ^= one >>> 15;
    other = Math.imul(other ^ byte, PRIMES[1]);
    other ^= other >>> 13;
  }
  return [one, other]
    .map((half) => (half >>> 0).toString(16).padStart(8, "0"))
    .join("");
}

function bytesOf(file, index, chunkBytes) {
  return Math.max(0, Math.min(chunkBytes, file.size - index * chunkBytes));
}
