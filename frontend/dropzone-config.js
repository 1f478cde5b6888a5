/**
 * Everything that Dropzone is told, and how it is bent. Pure functions, no DOM.
 *
 * Method names that begin with an underscore are Dropzone's private API: its version
 * is pinned exactly, and tests/frontend/dropzone-config.test.js holds every bend.
 */

import { shortened, size } from "./words.js";

// One in flight, one being checked by the server, one on the way.
const PARALLEL_UPLOADS = 3;
// So many files in trouble mean that the line is down: the others wait with them.
const LINE_IS_DOWN = 4;

/**
 * Dropzone's options, where they differ from its own defaults.
 * @param {{urls: {upload: string}}} data the page's JSON block
 * @param {(file: File) => string | null} refusal the sentence that refuses a file
 */
export function optionsFor(data, refusal) {
  return {
    url: data.urls.upload,
    parallelUploads: PARALLEL_UPLOADS,
    chunking: false,
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
 * @param {{extensions: string[], maxBytes: number}} limits
 */
export function refusalOf(file, { extensions, maxBytes }) {
  const name = shortened(file.name);
  const extension = `.${file.name.split(".").pop().toLowerCase()}`;
  if (!extensions.includes(extension)) {
    return ["error.wrong-extension", { name, extensions: extensions.join(", ") }];
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
  return [file.name, file.size, file.lastModified].join("/");
}

/**
 * Bends a Dropzone where options and events do not reach.
 * @param {Dropzone} dropzone
 * @param {object} bends
 * @param {(file: File) => boolean} bends.isRepeated it is in the list: it is not added
 * @param {(file: File, xhr: XMLHttpRequest) => boolean} bends.triesAgain
 *   a request failed; true when the file is going to be sent again
 * @param {() => number} bends.troubled how many files wait for another try
 */
export function bend(dropzone, { isRepeated, triesAgain, troubled }) {
  const { addFile, processQueue, _handleUploadError } = dropzone;
  // Our own listeners are on the whole window.
  dropzone.removeEventListeners();

  // Dropped folders are walked by Dropzone itself, which adds each file here.
  dropzone.addFile = (file) => {
    if (!isRepeated(file)) addFile.call(dropzone, file);
  };
  dropzone.processQueue = () => {
    if (troubled() < LINE_IS_DOWN) processQueue.call(dropzone);
  };
  // It never retries whole files, and with `retryChunks` at once and after 4xx too.
  dropzone._handleUploadError = (files, xhr, response) => {
    const cancelled = files[0].status === "canceled";
    if (cancelled || !triesAgain(files[0], xhr)) {
      _handleUploadError.call(dropzone, files, xhr, response);
    }
  };
}

/** Takes a file out of the running, so that the others can go on while it waits. */
export function setAside(dropzone, file) {
  // Without these zeros the next try would start at 100 % (dropzone.ts, 1701).
  Object.assign(file.upload, { progress: 0, bytesSent: 0 });
  Object.assign(file, { status: "added", accepted: true });
  dropzone.processQueue();
}

/** The bytes of the file itself that are on the way; Dropzone counts the envelope too. */
export function sentBytes(file) {
  const { bytesSent, total } = file.upload;
  return total ? Math.min(1, bytesSent / total) * file.size : 0;
}
