/** How a file ends: Dropzone's events, put into the states of an item. */

import { ownSentence } from "../dropzone-config.js";
import { isStranger } from "../platform/api.js";
import { bytesSent } from "./chunks.js";
import { isNoRoom, isTrouble } from "./retry.js";

/**
 * @param {Dropzone} dropzone
 * @param {object} parts as in attempts.js
 * @param {object} parts.attempts from attempts.js
 * @param {object} parts.words from words.js
 * @param {(file: File) => void} parts.began a file was added
 * @param {object} on what uploader.js tells
 */
export function listen(dropzone, parts, on) {
  const { items, set, drop, attempts, words, account, began, chunkBytes } = parts;
  dropzone.on("addedfile", began);
  dropzone.on("emptyfolder", () => on.folderEmpty());
  dropzone.on("processing", (file) => {
    const more = { movedAt: performance.now(), era: account.era() };
    set(items.get(file), "uploading", more);
  });

  dropzone.on("uploadprogress", (file) => {
    const item = items.get(file);
    if (!item || item.unwanted) return;
    Object.assign(item, {
      sent: bytesSent(file, chunkBytes),
      movedAt: performance.now(),
    });
    if (item.sent < item.bytes) on.progressed(item);
    else if (item.state === "uploading") set(item, "checking");
  });

  dropzone.on("success", (file) => {
    const item = items.get(file);
    const { chunked } = file.upload;
    const address = chunked
      ? file.upload.address
      : file.xhr.getResponseHeader("Location");
    if (item.unwanted) {
      drop(item, address);
    } else if (address) {
      const upload = nameIn(address);
      set(item, "arrived", { address, upload, arrivedAt: new Date() });
    } else if (chunked) {
      attempts.incomplete(item);
    } else {
      // A login page or a captive portal answered in the server's place.
      set(item, "failed", { key: "page.answer.strange" });
    }
  });

  dropzone.on("error", (file, _message, xhr) => {
    const item = items.get(file);
    if (!xhr || !item || item.unwanted) return;
    const { status } = xhr;
    const type = status ? xhr.getResponseHeader("Content-Type") : null;
    const key = ownSentence({ status, type, body: xhr.responseText });
    const code = status ? xhr.getResponseHeader("Dropslot-Error") : null;
    // Where there is no room, or where we cannot ask to sign in, the visitor can do
    // something about it, and try again.
    const isMendable = isNoRoom(status, code) || isStranger({ code });
    const isFinal = status >= 400 && !isTrouble(status, code) && !isMendable;
    const sentence = key ? words.say(key) : xhr.responseText.trim();
    set(item, isFinal ? "refused" : "failed", { sentence, unreached: status === 0 });
  });
}

/** The name of an upload in its address. */
export function nameIn(address) {
  return decodeURIComponent(new URL(address, location.href).pathname.split("/").pop());
}
