/** Files that wait for somebody to sign in, and files that become somebody else's. */

import { setAside } from "./dropzone-config.js";
import { isGoing } from "./queue.js";

// All of it is sent, or was: it ends as whose it was when it was sent.
const ENDING = new Set(["checking", "arrived", "refused"]);

/**
 * @param {Dropzone} dropzone
 * @param {object} parts as in attempts.js
 * @param {object} parts.attempts from attempts.js
 * @param {(item) => void} parts.remember begins with a file, or goes on with it
 */
export function createLocks(dropzone, { items, set, memory, attempts, remember }) {
  const inState = (state) =>
    [...items.values()].filter((item) => item.state === state && !item.unwanted);

  return {
    /**
     * Nobody is signed in: what waits for its turn waits for that now.
     * @return {boolean} whether there is anything to wait for it
     */
    lock() {
      for (const item of inState("waiting")) set(item, "waiting");
      return [...items.values()].some(
        ({ state }) => isGoing(state) || state === "locked",
      );
    },
    unlock() {
      for (const item of inState("locked")) set(item, "waiting", { sentence: null });
      dropzone.processQueue();
    },
    /**
     * What is not finished belongs to somebody else from now on: the server has none of
     * their pieces, and the one before must not find it on their list.
     * @param {() => void} change lets the memory change hands
     */
    handOver(change) {
      const open = [...items.values()].filter(
        ({ state, unwanted, file }) =>
          !ENDING.has(state) &&
          !unwanted &&
          // Its one request is on its way, with whose it was.
          (state !== "uploading" || file.upload.there),
      );
      for (const { print } of open) memory.forget(print);
      change();
      for (const item of open) {
        const isRunning = item.state === "uploading";
        if (isRunning) setAside(item.file);
        remember(item);
        if (isRunning) attempts.sendAgain(item);
        else set(item, item.state);
      }
    },
  };
}
