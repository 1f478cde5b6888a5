/**
 * A large file goes up in pieces: which of them the server has, and how far the file is.
 * What is there stands on the file itself, as `file.upload.there`: a set of indexes.
 */

/** How many pieces a file has; 1 when it goes in one. */
export function countOf(file, pieceBytes) {
  return Math.max(1, Math.ceil(file.size / pieceBytes));
}

/**
 * Which pieces need not be sent. When all are there the last one is sent again all the
 * same: only an answer to a piece tells the address of the file.
 * @param {number[]} received as the server lists them
 * @param {number} count of all pieces
 * @return {Set<number>}
 */
export function thereOf(received, count) {
  const there = new Set(received.filter((index) => index >= 0 && index < count));
  if (there.size === count) there.delete(count - 1);
  return there;
}

/** Which pieces are likely to be there, until the server has said so: the first ones. */
export function likelyThere(sentBytes, pieceBytes) {
  return new Set(Array(Math.floor(sentBytes / pieceBytes)).keys());
}

/** The bytes of the pieces that are there: what survives whatever happens here. */
export function bytesThere(file, pieceBytes) {
  let sum = 0;
  for (const index of file.upload.there ?? []) sum += bytesOf(file, index, pieceBytes);
  return sum;
}

/**
 * The bytes of the file itself that are there or on the way; Dropzone counts the
 * envelope too, and forgets the pieces that it did not send.
 */
export function bytesSent(file, pieceBytes) {
  const { there, chunks, chunked, total, bytesSent } = file.upload;
  if (!chunked) return total ? Math.min(1, bytesSent / total) * file.size : 0;
  let sum = bytesThere(file, pieceBytes);
  for (const chunk of chunks ?? []) {
    if (!chunk || there.has(chunk.index)) continue;
    sum += bytesOf(file, chunk.index, pieceBytes) * (chunk.progress / 100);
  }
  return sum;
}

/** A piece that is there already: Dropzone takes it for one that it has just sent. */
export function standIn(file, chunk) {
  const xhr = { responseText: "", getAllResponseHeaders: () => "", abort() {} };
  const { attempt } = file.upload;
  Object.assign(chunk, { xhr, progress: 100, total: 0, bytesSent: 0 });
  queueMicrotask(() => {
    const goesOn = file.status === "uploading" && file.upload.attempt === attempt;
    if (goesOn) file.upload.finishedChunkUpload(chunk, "");
  });
}

function bytesOf(file, index, pieceBytes) {
  return Math.max(0, Math.min(pieceBytes, file.size - index * pieceBytes));
}

/** Whether a piece is all sent and not answered yet: the server may come to have it. */
export function isAwaited(file) {
  const { chunked, chunks } = file.upload;
  const awaits = ({ status, progress }) => status === "uploading" && progress >= 100;
  return Boolean(chunked) && chunks.some((chunk) => chunk && awaits(chunk));
}
