/** The line over the page while there is no connection. */

import { createLine } from "./line.js";

const byId = (id) => document.getElementById(id);

/**
 * @param {object} api from api.js
 * @param {object} words from words.js
 * @param {object} announce from announce.js
 * @param {() => object} uploader from uploader.js
 * @return {object} the line of line.js
 */
export function watchLine(api, words, announce, uploader) {
  function show(isDown) {
    byId("offline").hidden = !isDown;
    // A `:has()` in the style sheet would be looked at with every change of every row.
    document.documentElement.classList.toggle("is-offline", isDown);
    announce.say(words.say(isDown ? "page.offline.lost" : "page.offline.back"));
  }

  return createLine(api.reach, {
    lost() {
      show(true);
      uploader().hold();
    },
    back() {
      show(false);
      uploader().wake();
    },
    seen: () => uploader().wake(),
    found: () => uploader().wakeFailed(),
  });
}
