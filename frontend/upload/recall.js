/** What this browser remembers of a file becomes part of its item; or the file begins. */

import { countOf, likelyThere } from "./chunks.js";

/**
 * Gives an item its `uuid`; `digest`, `chunkBytes` and `there` (see chunks.js); `begun`,
 * that the server may know of it; and `again`, that an earlier visit knew of it.
 * @param {{memory, api, mostBytes: number}} rooms the largest chunk that the server wants
 */
export function recall(item, { memory, api, mostBytes }) {
  const entry = memory.begin(item.print, item.file);
  const { uuid, digest, begun = false, sent = 0, again, outdated } = entry;
  if (outdated) api.forget(outdated);
  const chunkBytes = (begun && entry.chunkBytes) || mostBytes;
  Object.assign(item, { uuid, digest, begun, again, chunkBytes });
  Object.assign(item, { sent: 0, there: new Set() });
  if (!begun || countOf(item) === 1) return;
  Object.assign(item, { sent, there: likelyThere(sent, chunkBytes) });
}

/** It is another file by now: what the server has of the earlier one is of no use. */
export function beginAnew(item, rooms) {
  forgetUnfinished(rooms.api, item.uuid);
  rooms.memory.forget(item.print);
  recall(item, rooms);
}

/** What has arrived after all, from another tab or without its answer, stays. */
export async function forgetUnfinished(api, uuid) {
  if (!(await api.isKept(uuid))) api.forget(uuid);
}
