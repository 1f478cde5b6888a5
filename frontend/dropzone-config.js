/** What Dropzone is told, and what the page says for it. Pure functions, no DOM. */

import { shortened, size } from "./platform/words.js";

/**
 * Dropzone's options, where they differ from its own defaults: it is given one part of a
 * file at a time, and told when to send it.
 * @param {string} url the address that files are sent to
 * @param {Object<string, string>} headers that every request has
 */
export function optionsFor(url, headers) {
  return {
    url,
    // What goes when is in scheduler.js, what goes in chunks in send.js.
    autoQueue: false,
    autoProcessQueue: false,
    chunking: false,
    params: ([part]) => part.fields,
    // The signals of send.js and the ticker end a request.
    timeout: 0,
    // Both checks are in refusalOf: theirs have other words and other units.
    maxFilesize: 0,
    acceptedFiles: null,
    // It would ask for JSON.
    defaultHeaders: false,
    headers: { Accept: "text/plain", "X-Requested-With": "XMLHttpRequest", ...headers },
    // The page has its own buttons, rows and previews.
    clickable: false,
    previewsContainer: false,
    disablePreviews: true,
    createImageThumbnails: false,
    // The original reports a cancelled file as an error.
    canceled() {},
  };
}

const WRONG_EXTENSION = {
  "": "error.wrong-extension",
  none: "error.wrong-extension.none",
  heic: "error.wrong-extension.heic",
  "not-shown": "error.wrong-extension.not-shown",
  "not-taken": "error.wrong-extension.not-taken",
};

/**
 * What is wrong with a file before it is sent: `[key, blanks]`, or null.
 * The server says the same of it, in the same order.
 * @param {{name: string, size: number}} file
 * @param {{extensions: string[], otherFormats: Object<string, [string, string]>,
 *   formats: string, maxBytes: number}} limits
 */
export function refusalOf(file, { extensions, otherFormats, formats, maxBytes }) {
  const name = shortened(file.name);
  const extension = /\.[^.]*$/.exec(file.name)?.[0].toLowerCase() ?? "";
  if (!extensions.includes(extension)) {
    const [variant, kind] = otherFormats[extension] ?? [extension ? "" : "none"];
    return [WRONG_EXTENSION[variant], { name, kind, formats }];
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
  const { name, size } = file;
  // Two folders may each have an icon.png of one size. The date is no help: a copy of a
  // file has another, and a phone gives one each time.
  return [pathOf(file) ?? name, size].join("/");
}

/** Where a file of a folder is in it; undefined for any other. */
export function pathOf({ fullPath, webkitRelativePath }) {
  return fullPath || webkitRelativePath || undefined;
}
