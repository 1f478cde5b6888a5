/**
 * Sends one request, by Dropzone's public door: a chunk is given to it as if it were a
 * file, so that all it does is to send it and to tell how that goes.
 */

import { openDropzone } from "./dropzone-loader.js";

const NO_ANSWER = { status: 0, body: "" };

/**
 * @param {string} url the address that files are sent to
 * @param {Object<string, string>} headers that every request has
 * @param {AbortSignal} closed nothing is sent any more
 * @param {() => Promise<void>} greet what has to be done before the first one
 */
export function createTransport(url, headers, closed, greet) {
  const asked = new Map();
  let dropzone = null;

  async function open() {
    const [opened] = await Promise.all([openDropzone(url, headers), greet()]);
    // Another part may have been quicker, or whoever takes the element off the page.
    if (dropzone || closed.aborted) return opened.destroy();
    dropzone = opened;
    closed.addEventListener("abort", () => dropzone.destroy());
    dropzone.on("uploadprogress", (part, percent) => {
      asked.get(part)?.moved(percent / 100);
    });
    dropzone.on("success", answered);
    dropzone.on("error", answered);
  }

  function answered(part) {
    const { answer } = asked.get(part) ?? {};
    end(part);
    answer?.(answerOf(part.xhr));
  }

  function end(part) {
    asked.delete(part);
    // It would keep the bytes as long as the page is open.
    dropzone.removeFile(part);
  }

  return {
    /** What sends comes; where that fails, whoever sends first tries it again. */
    prepare: () => open().catch(() => {}),

    /**
     * @param {File} part of a file, or all of it, with its `fields`
     * @param {AbortSignal} signal hangs up
     * @param {(fraction: number) => void} moved how much of it is sent
     * @return {Promise<object>} the answer, as verdict.js takes it; rejects with the
     *   signal's reason and nothing else
     */
    async send(part, signal, moved) {
      try {
        if (!dropzone) await open();
      } catch {
        // No more than any other request that nobody has answered.
        return NO_ANSWER;
      }
      signal.throwIfAborted();
      return new Promise((answer, reject) => {
        // One signal is for all parts of a file: none of them is to hang on it.
        const answered = new AbortController();
        asked.set(part, {
          moved,
          answer(given) {
            answered.abort();
            answer(given);
          },
        });
        signal.addEventListener(
          "abort",
          () => {
            if (asked.has(part)) end(part);
            reject(signal.reason);
          },
          { signal: answered.signal },
        );
        dropzone.addFile(part);
        dropzone.processFile(part);
      });
    },
  };
}

function answerOf(xhr) {
  const { status } = xhr;
  // Without an answer there are no headers either, and some browsers throw.
  const header = (name) => (status ? xhr.getResponseHeader(name) : null);
  return {
    status,
    type: header("Content-Type"),
    body: xhr.responseText,
    code: header("Dropslot-Error"),
    address: header("Location"),
    retryAfter: header("Retry-After"),
  };
}
