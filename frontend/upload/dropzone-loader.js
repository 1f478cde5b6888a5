/** Dropzone: the page is there before it, and it comes when somebody brings files. */

import { optionsFor } from "../dropzone-config.js";

let coming = null;

/**
 * @param {string} url the address that files are sent to
 * @param {Object<string, string>} headers that every request has
 * @return {Promise<Dropzone>} one of your own; rejects where it cannot be fetched, and
 *   tries again when it is asked for next
 */
export async function openDropzone(url, headers) {
  coming ??= import("dropzone/dist/dropzone.mjs");
  try {
    const { default: Dropzone } = await coming;
    // It insists on an element; nothing is ever dropped on this one.
    return new Dropzone(document.createElement("div"), optionsFor(url, headers));
  } catch (error) {
    coming = null;
    throw error;
  }
}
