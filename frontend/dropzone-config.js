/**
 * Everything that Dropzone is told, and how it is bent. Pure functions, no DOM.
 *
 * Method names that begin with an underscore are Dropzone's private API: its version
 * is pinned exactly, and tests/frontend/dropzone-config.test.js holds every bend.
 */

import { standIn } from "./pieces.js";
import { shortened, size } from "./words.js";

// One in flight, one being checked by the server, one on the way.
const PARALLEL_UPLOADS = 3;
// So many files in trouble mean that the line is down: the others wait with them.
const LINE_IS_DOWN = 4;

/**
 * Dropzone's options, where they differ from its own defaults.
 * @param {{urls: {upload: string}, chunkBytes: number}} data the page's JSON block
 * @param {(file: File) => string | null} refusal the sentence that refuses a file
 */
export function optionsFor(data, refusal) {
  return {
    url: data.urls.upload,
    parallelUploads: PARALLEL_UPLOADS,
    // Larger files go in pieces, one after the other: of several at a time the others
    // would go on after one has failed for good.
    chunking: true,
    chunkSize: data.chunkBytes,
    parallelChunkUploads: false,
    // It would retry at once, and after 4xx too.
    retryChunks: false,
    // Both checks are in refusalOf: theirs have other words and other units.
    maxFilesize: 0,
    acceptedFiles: null,
    accept: (file, done) => done(refusal(file) ?? undefined),
    // It would ask for JSON.
    defaultHeaders: false,
    headers: { Accept: "text/plain", "X-Requested-With": "XMLHttpRequest" },
    // The page has its own buttons, rows and previews.
    clickable: false,
    previewsContainer: false,
    disablePreviews: true,
    createImageThumbnails: false,
    // The original reports a cancelled file as an error.
    canceled() {},
  };
}

/**
 * What is wrong with a file before it is sent: `[key, blanks]`, or null.
 * The server says the same of it, in the same order.
 * @param {{name: string, size: number}} file
 * @param {{extensions: string[], formats: string, maxBytes: number}} limits
 */
export function refusalOf(file, { extensions, formats, maxBytes }) {
  const name = shortened(file.name);
  const extension = `.${file.name.split(".").pop().toLowerCase()}`;
  if (!extensions.includes(extension)) {
    return ["error.wrong-extension", { name, formats }];
  }
  if (file.size === 0) return ["error.invalid-image.empty", { name }];
  if (file.size > maxBytes) {
    return ["error.too-large", { size: size(file.size, true), limit: size(maxBytes) }];
  }
  return null;
}

/**
 * The key of our own sentence for an answer that is not one: no answer at all, a
 * proxy's HTML, an empty body. Null when the body is the sentence.
 * @param {{status: number, type: string | null, body: string}} answer
 */
export function ownSentence({ status, type, body }) {
  if (status === 0) return "page.answer.none";
  if (type?.startsWith("text/plain") && body.trim()) return null;
  if (status === 401) return "error.sign-in-needed";
  if (status === 413) return "page.answer.too-large";
  if (status === 429) return "error.too-many-attempts";
  if (status === 507) return "error.storage-full";
  return status >= 500 ? "page.answer.trouble" : "page.answer.strange";
}

/** What the same file is known by when it comes a second time. */
export function fingerprint(file) {
  const { name, size, lastModified } = file;
  // Two folders may each have an icon.png of one size and date.
  return [pathOf(file) ?? name, size, lastModified].join("/");
}

/** Where a file of a folder is in it; undefined for any other. */
export function pathOf({ fullPath, webkitRelativePath }) {
  return fullPath || webkitRelativePath || undefined;
}

/**
 * Bends a Dropzone where options and events do not reach.
 * @param {Dropzone} dropzone
 * @param {object} bends
 * @param {(file: File, add: () => void) => void} bends.add a file is to be added
 * @param {(file: File) => Promise<boolean> | null} bends.ask what the server has of it;
 *   null when that is nothing, false when the file is not to be sent now
 * @param {(file: File, index: number, xhr: XMLHttpRequest) => boolean} bends.landed a
 *   piece is there; false when the next one is not to be sent
 * @param {(file: File, xhr: XMLHttpRequest) => boolean} bends.triesAgain
 *   a request failed; true when the file is going to be sent again
 * @param {() => number} bends.troubled how many files wait for another try
 * @param {() => boolean} bends.held nothing is to be sent now
 */
export function bend(dropzone, bends) {
  const { addFile, processQueue } = dropzone;
  // Our own listeners are on the whole window.
  dropzone.removeEventListeners();
  // Ours is in queue.js; this one looks at every file at every step of every file.
  dropzone.updateTotalUploadProgress = () => {};
  // Dropped folders are walked by Dropzone itself, which adds each file here.
  dropzone.addFile = (file) => bends.add(file, () => addFile.call(dropzone, file));
  dropzone.processQueue = () => {
    const goes = !bends.held() && bends.troubled() < LINE_IS_DOWN;
    if (goes) processQueue.call(dropzone);
  };
  bendDrops(dropzone);
  bendRequests(dropzone, bends);
}

// Its own drop() makes the whole list of files anew for each file, and to ask each item
// whether it is a folder takes 0.4 s for 3,000 of them: the page would stand still.
function bendDrops(dropzone) {
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

/** Whether what is dropped is a picture by its name, and so surely no folder. */
export function isPicture({ kind, type }) {
  return kind === "file" && type.startsWith("image/");
}

function bendRequests(dropzone, { ask, landed, triesAgain }) {
  const { _uploadData, _finishedUploading, _handleUploadError } = dropzone;
  const { params } = dropzone.options;

  // A piece has it already; a whole file whose answer got lost comes again, and must not
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
