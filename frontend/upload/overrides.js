/**
 * Where options and events do not reach, Dropzone's own methods are replaced.
 *
 * Method names that begin with an underscore are Dropzone's private API: its version
 * is pinned exactly, and tests/frontend/upload/overrides.test.js holds every one.
 */

import { standIn } from "./chunks.js";
import { isPicture } from "./intake.js";

// So many files in trouble mean that the connection is: the others wait with them.
const MOST_TROUBLED = 4;

/**
 * Replaces what a Dropzone would do by itself.
 * @param {Dropzone} dropzone
 * @param {object} hooks
 * @param {(file: File, add: () => void) => void} hooks.add a file is to be added
 * @param {(file: File) => Promise<boolean> | null} hooks.ask what the server has of it;
 *   null when that is nothing, false when the file is not to be sent now
 * @param {(file: File, index: number, xhr: XMLHttpRequest) => boolean} hooks.landed a
 *   chunk is there; false when the next one is not to be sent
 * @param {(file: File, xhr: XMLHttpRequest) => boolean} hooks.triesAgain
 *   a request failed; true when the file is going to be sent again
 * @param {() => number} hooks.troubled how many files wait for another try
 * @param {() => boolean} hooks.held nothing is to be sent now
 */
export function override(dropzone, hooks) {
  const { addFile, processQueue } = dropzone;
  // Our own listeners are on the whole window.
  dropzone.removeEventListeners();
  // Ours is in queue.js; this one looks at every file at every step of every file.
  dropzone.updateTotalUploadProgress = () => {};
  // Dropped folders are walked by Dropzone itself, which adds each file here.
  dropzone.addFile = (file) => hooks.add(file, () => addFile.call(dropzone, file));
  dropzone.processQueue = () => {
    const goes = !hooks.held() && hooks.troubled() < MOST_TROUBLED;
    if (goes) processQueue.call(dropzone);
  };
  overrideDrops(dropzone);
  overrideRequests(dropzone, hooks);
}

// Its own drop() makes the whole list of files anew for each file, and to ask each item
// whether it is a folder takes 0.4 s for 3,000 of them: the page would stand still.
function overrideDrops(dropzone) {
  const { _addFilesFromItems } = dropzone;
  dropzone.drop = async ({ dataTransfer: { items, files } }) => {
    if (items?.[0]?.webkitGetAsEntry) await dropzone._addFilesFromItems(items);
    else dropzone.handleFiles(files);
    dropzone.emit("addedfiles");
  };
  dropzone._addFilesFromItems = async (items) => {
    const files = [...items].filter(isPicture).map((item) => item.getAsFile());
    const others = [...items].filter((item) => !isPicture(item));
    for (const file of files) dropzone.addFile(file);
    return files.concat(await _addFilesFromItems.call(dropzone, others));
  };
}

function overrideRequests(dropzone, { ask, landed, triesAgain }) {
  const { _uploadData, _finishedUploading, _handleUploadError } = dropzone;
  const { params } = dropzone.options;

  // A chunk has it already; a whole file whose answer got lost comes again, and must not
  // be stored twice.
  dropzone.options.params = (files, xhr, chunk) =>
    chunk ? params.call(dropzone, files, xhr, chunk) : { dzuuid: files[0].upload.uuid };

  // Its chunks are made anew after this, so it is the place to ask.
  dropzone.options.transformFile = async (file, done) => {
    const asked = ask(file);
    if (!asked || (await asked)) done(file);
  };
  dropzone._uploadData = (files, blocks) => {
    const [file] = files;
    const index = blocks[0].chunkIndex;
    if (file.upload.there?.has(index)) standIn(file, file.upload.chunks[index]);
    else _uploadData.call(dropzone, files, blocks);
  };
  dropzone._finishedUploading = (files, xhr, event) => {
    const [file] = files;
    if (file.upload.chunked && file.status === "uploading" && xhr.status < 300) {
      const { index } = dropzone._getChunk(file, xhr);
      // Any other success is not ours: a login page, a captive portal.
      if (xhr.status !== 204) return dropzone._handleUploadError(files, xhr);
      if (!landed(file, index, xhr)) return;
    }
    _finishedUploading.call(dropzone, files, xhr, event);
  };
  // It never retries whole files, and with `retryChunks` at once and after 4xx too.
  dropzone._handleUploadError = (files, xhr, response) => {
    // Cancelled or set aside: what comes in late is ignored.
    if (files[0].status !== "uploading" || triesAgain(files[0], xhr)) return;
    _handleUploadError.call(dropzone, files, xhr, response);
  };
}

/** Takes a file out of the running: it keeps no place, and can be queued again. */
export function setAside(file) {
  const { upload, status } = file;
  // Without these zeros the next try would start at 100 % (dropzone.ts, 1701).
  Object.assign(upload, { progress: 0, bytesSent: 0, attempt: attemptOf(file) + 1 });
  const running = status === "uploading" ? requestsOf(file) : [];
  Object.assign(file, { status: "added", accepted: true });
  // This fires no error.
  for (const xhr of running) xhr.abort();
  upload.chunks = [];
}

/** Which try of a file this is: what was begun in an earlier one is over. */
export function attemptOf(file) {
  return file.upload.attempt ?? 0;
}

function requestsOf({ upload, xhr }) {
  const all = upload.chunked ? upload.chunks.map((chunk) => chunk?.xhr) : [xhr];
  return all.filter(Boolean);
}
