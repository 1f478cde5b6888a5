/**
 * A file goes up whole or in chunks: which of them the server has, how far the file is,
 * what a request says of its chunk, and whether it is still the file that was begun.
 * An item's `there` is the set of the indexes that the server has.
 */

// An editor that keeps size and date still changes a picture's head or its last bytes.
const END_BYTES = 64 * 1024;
// The primes of MurmurHash3 (Appleby, smhasher).
const PRIMES = [0x85ebca6b, 0xc2b2ae35];

/** How many chunks an item has; 1 when it goes whole. */
export function countOf({ bytes, chunkBytes }) {
  return Math.max(1, Math.ceil(bytes / chunkBytes));
}

/** Where a chunk begins and ends in the file, bytes. */
export function rangeOf({ bytes, chunkBytes }, index) {
  return [index * chunkBytes, Math.min(bytes, (index + 1) * chunkBytes)];
}

/** What a request says beside its bytes: the fields that Dropzone would send. */
export function fieldsOf(item, index) {
  const count = countOf(item);
  // Whole, it has it too: a file whose answer got lost must not be stored twice.
  if (count === 1) return { dzuuid: item.uuid };
  return {
    dzuuid: item.uuid,
    dzchunkindex: index,
    dztotalfilesize: item.bytes,
    dzchunksize: item.chunkBytes,
    dztotalchunkcount: count,
    dzchunkbyteoffset: index * item.chunkBytes,
  };
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
export function bytesThere(item) {
  let sum = 0;
  for (const index of item.there) {
    const [start, end] = rangeOf(item, index);
    sum += Math.max(0, end - start);
  }
  return sum;
}

/** The chunks that are still to be sent, as long as there are any. */
export function* missing(item) {
  for (let index = 0; index < countOf(item); index += 1) {
    if (!item.there.has(index)) yield index;
  }
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
