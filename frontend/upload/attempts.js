/** What becomes of each request: a chunk that is there, another try, or the end. */

import { isStranger } from "../platform/api.js";
import { bytesThere, countOf, digestOf, isAwaited, thereOf } from "./chunks.js";
import { attemptOf, setAside } from "./overrides.js";
import { isTrouble, longestStillMs, TRIES, waitSeconds } from "./retry.js";

// So often the server may have lost what it had, before that is no coincidence.
const ROUNDS = 3;

/**
 * @param {Dropzone} dropzone
 * @param {object} parts api, memory, connection and account are from the modules of these
 *   names
 * @param {Map<File, object>} parts.items
 * @param {(item, state: string, more?: object) => void} parts.set
 * @param {(item) => void} parts.drop lets go of a file for good
 * @param {(item) => void} parts.remember finds or begins what is remembered of a file
 * @param {number} parts.chunkBytes
 * @param {object} on what uploader.js tells
 */
export function createAttempts(dropzone, parts, on) {
  const { items, set, drop, remember, api, memory, account, chunkBytes } = parts;

  function note(item) {
    item.sent = bytesThere(item.file, chunkBytes);
    memory.note(item.print, { sent: item.sent });
  }

  // Aside first: whoever goes on in its place must not find it still running.
  function rest(item, state, more) {
    setAside(item.file);
    set(item, state, { sent: bytesThere(item.file, chunkBytes), ...more });
  }

  function sendAgain(item) {
    clearTimeout(item.timer);
    set(item, "waiting", { sentence: null, sent: bytesThere(item.file, chunkBytes) });
    dropzone.enqueueFile(item.file);
  }

  // Nobody is signed in any more; whether the file is going to be sent when somebody is.
  function lock(item) {
    // On a slow line the answer may be older than the last sign-in.
    const isOld = item.era !== account.era();
    if (!isOld && !account.lost()) return false;
    setAside(item.file);
    sendAgain(item);
    return true;
  }

  // Whether the file is going to be sent again.
  function trouble(item, status, after) {
    item.unreached = status === 0;
    if (item.unreached && parts.connection.failed()) {
      rest(item, "waiting");
      dropzone.enqueueFile(item.file);
      return true;
    }
    item.tries += 1;
    if (item.tries >= TRIES) return false;
    const milliseconds = waitSeconds(item.tries, after, Date.now()) * 1000;
    clearTimeout(item.timer);
    item.timer = setTimeout(sendAgain, milliseconds, item);
    rest(item, "trouble", { retryAt: performance.now() + milliseconds });
    dropzone.processQueue();
    if (item.unreached) refuseWhenGone(item);
    return true;
  }

  // A file that was moved or changed after it was added looks like a broken line.
  function refuseWhenGone(item) {
    const first = item.file.slice(0, 1).arrayBuffer();
    first.catch(() => {
      if (item.state !== "trouble") return;
      clearTimeout(item.timer);
      if (item.begun) api.forget(item.file.upload.uuid);
      item.file.status = "error";
      set(item, "refused", { key: "page.answer.gone" });
      dropzone.processQueue();
    });
  }

  // A large file is about to begin or to go on: false when it is not to, after all.
  async function prepare(item) {
    const { file } = item;
    const attempt = attemptOf(file);
    const isOver = () => file.status !== "uploading" || attemptOf(file) !== attempt;
    // One that cannot be read fails when it is sent, too.
    const digest = await digestOf(file).catch(() => item.digest);
    if (isOver()) return false;
    if (item.digest && digest !== item.digest) beginAnew(item);
    item.digest = digest;
    memory.note(item.print, { digest, begun: true });
    if (item.begun) return ask(item, isOver);
    item.begun = true;
    return true;
  }

  // Its chunks are those of an earlier state: with the others they would make up a
  // picture that never was.
  function beginAnew(item) {
    api.forget(item.file.upload.uuid);
    memory.forget(item.print);
    remember(item);
    on.progressed(item);
  }

  async function ask(item, isOver) {
    const { file } = item;
    try {
      const received = await api.received(file.upload.uuid);
      if (isOver()) return false;
      file.upload.there = thereOf(received, countOf(file, chunkBytes));
    } catch (error) {
      if (isOver()) return false;
      if (isStranger(error) && lock(item)) return false;
      const status = error.status ?? 0;
      if (isTrouble(status)) {
        if (!trouble(item, status, null)) giveUp(item, status);
        return false;
      }
      // The answer to the next chunk says what is wrong.
      file.upload.there = new Set();
    }
    note(item);
    on.leapt(item);
    return true;
  }

  function giveUp(item, status) {
    item.file.status = "error";
    const key = status ? "page.answer.trouble" : "page.answer.none";
    set(item, "failed", { key });
    dropzone.processQueue();
  }

  return {
    rest,
    sendAgain,
    /** Asks what the server has of a large file that was begun before. */
    ask(file) {
      const item = items.get(file);
      if (file.upload.there) return prepare(item);
      // Its answer may get lost: then the server may have it.
      item.begun = true;
      memory.note(item.print, { begun: true });
      return null;
    },
    landed(file, index, xhr) {
      const item = items.get(file);
      const address = xhr.getResponseHeader("Location");
      item.tries = 0;
      file.upload.there.add(index);
      if (address) {
        // Another tab may have sent the rest.
        file.upload.address = address;
        file.upload.there = new Set(Array(countOf(file, chunkBytes)).keys());
      }
      if (item.unwanted) {
        drop(item, address);
        return false;
      }
      if (!address) note(item);
      return true;
    },
    triesAgain(file, xhr) {
      const item = items.get(file);
      const header = (name) => (xhr.status ? xhr.getResponseHeader(name) : null);
      if (item.unwanted) {
        drop(item, null);
        return true;
      }
      const code = header("Dropslot-Error");
      if (isStranger({ code }) && lock(item)) return true;
      if (!isTrouble(xhr.status, code)) return false;
      return trouble(item, xhr.status, header("Retry-After"));
    },
    /** Hangs up what has not moved for long, and tries again. */
    unstick(now) {
      for (const file of dropzone.getUploadingFiles()) {
        const item = items.get(file);
        const isAllSent = item?.state === "checking" || isAwaited(file);
        if (!item || now - item.movedAt <= longestStillMs(isAllSent)) continue;
        if (item.unwanted) drop(item);
        else if (!trouble(item, 0, null)) {
          setAside(file);
          giveUp(item, 0);
        }
      }
    },
    /** All chunks were taken, but the file is not there: some were forgotten since. */
    incomplete(item) {
      item.rounds = (item.rounds ?? 0) + 1;
      const again = item.rounds < ROUNDS && trouble(item, 503, null);
      if (!again) giveUp(item, 503);
    },
  };
}
