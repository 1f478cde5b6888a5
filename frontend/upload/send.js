/** One file, from its first byte to its end, top to bottom. */

import {
  bytesThere,
  countOf,
  digestOf,
  digestOfContent,
  fieldsOf,
  missing,
  rangeOf,
  thereOf,
} from "./chunks.js";
import { beginAnew } from "./recall.js";
import { verdictOf } from "./verdict.js";

// A disk that is waking up, or a phone that fetches the photo first, gets another chance.
const READ_AGAIN_MS = 250;

/** A file cannot be read any more: that is the file's fault, and never the line's. */
class Unreadable extends Error {}

/**
 * @param {object} item whose state is `sending`
 * @param {{api, memory, transport, pace, uploads, senderName}} rooms from the modules
 *   of these names
 * @param {AbortSignal} signal ends it at any time; then it rejects with the reason
 * @return {Promise<object>} what became of it: as verdictOf tells it, `landed` only when it
 *   is not wanted any more,
 *   or `{is: "gone"}`, the file cannot be read, or `{is: "incomplete"}`, all was taken
 *   but it is not there
 */
export async function send(item, rooms, signal) {
  try {
    const stop = await begin(item, rooms, signal);
    if (stop) return stop;
    for (const index of missing(item)) {
      const verdict = await sendPart(item, index, rooms, signal);
      if (verdict.is !== "landed") return verdict;
      landed(item, index, rooms);
      if (item.isUnwanted) return verdict;
    }
    return { is: "incomplete" };
  } catch (error) {
    if (error instanceof Unreadable) return { is: "gone" };
    throw error;
  }
}

// What it is known by; how large its chunks are; and which of them are there already.
async function begin(item, rooms, signal) {
  const { memory, uploads } = rooms;
  measure(item, rooms);
  // What goes whole is read once, for both.
  const content = countOf(item) === 1 ? await read(item, 0, signal) : null;
  const digest = content
    ? digestOfContent(content)
    : await readable(() => digestOf(item.file), signal);
  if (item.digest && item.digest !== digest) {
    // Its chunks are those of another picture: with these they would make up one that
    // never was.
    beginAnew(item, rooms);
    uploads.move(item, 0);
  }
  measure(item, rooms);
  const { begun: isBegun, chunkBytes } = item;
  Object.assign(item, { digest, begun: true });
  item.content = countOf(item) === 1 ? content : null;
  memory.note(item.print, { digest, begun: true, chunkBytes });
  return isBegun && countOf(item) > 1 ? ask(item, rooms, signal) : null;
}

// How large its chunks are. Another tab may have begun it since it came into this one, and
// the server takes no chunks of two sizes.
function measure(item, { memory, pace }) {
  if (item.begun) return;
  const { uuid, begun, digest, chunkBytes } = memory.read(item.print) ?? {};
  const isElsewhere = uuid === item.uuid && begun && chunkBytes;
  if (isElsewhere) Object.assign(item, { begun, digest, chunkBytes });
  else item.chunkBytes = pace.chunkBytes(item.bytes);
}

async function ask(item, { api, memory, uploads }, signal) {
  try {
    const received = await api.received(item.uuid);
    signal.throwIfAborted();
    item.there = thereOf(received, countOf(item));
  } catch (error) {
    signal.throwIfAborted();
    const answer = { status: 0, body: "", ...error };
    const verdict = verdictOf(answer, false);
    if (verdict.is === "trouble" || verdict.is === "stranger") {
      return { ...verdict, answer };
    }
    // The answer to the next chunk says what is wrong.
    item.there = new Set();
  }
  item.sent = bytesThere(item);
  memory.note(item.print, { sent: item.sent });
  uploads.leap(item);
  return null;
}

async function sendPart(item, index, rooms, signal) {
  const { transport, pace, uploads, senderName } = rooms;
  const { file } = item;
  const bytes = item.content ?? (await read(item, index, signal));
  item.content = null;
  const part = new File([bytes], file.name, { type: file.type });
  part.fields = { ...fieldsOf(item, index), ...senderName() };
  const before = bytesThere(item);
  const startedAt = performance.now();
  const answer = await transport.send(part, signal, (fraction) => {
    item.isAwaited = fraction >= 1;
    uploads.move(item, before + fraction * part.size);
  });
  item.isAwaited = false;
  const verdict = verdictOf(answer, countOf(item) === 1);
  // One that is not taken may be hung up or refused at once: that is no speed.
  const isTaken = verdict.is === "landed" || verdict.is === "arrived";
  if (isTaken) pace.note(part.size, performance.now() - startedAt);
  return { ...verdict, answer };
}

function landed(item, index, { memory }) {
  item.there.add(index);
  item.tries = 0;
  item.sent = bytesThere(item);
  memory.note(item.print, { sent: item.sent });
}

function read(item, index, signal) {
  const [start, end] = rangeOf(item, index);
  return readable(() => item.file.slice(start, end).arrayBuffer(), signal);
}

async function readable(act, signal) {
  try {
    return await act();
  } catch {
    await new Promise((resolve) => setTimeout(resolve, READ_AGAIN_MS));
    // Where the page is being left nothing can be read either.
    signal.throwIfAborted();
    return await act().catch(() => {
      throw new Unreadable();
    });
  } finally {
    signal.throwIfAborted();
  }
}
