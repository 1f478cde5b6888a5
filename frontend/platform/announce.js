/** What is said to screen readers, through the two live regions of the page. */

import { createTimers } from "./timers.js";

// How long it must be quiet before what was added is summed up.
const QUIET_MS = 500;
// Refusals within this are merged when there are more than a few.
const MERGE_MS = 2000;
const FEW = 3;
// A region is emptied again, so that nobody finds old news when browsing the page.
const STALE_MS = 8000;

/**
 * @param {HTMLElement} root holds both regions, and whatever else has to be in the dialog
 *   that is on top
 * @param {object} words from words.js
 * @param {AbortSignal} signal nobody listens any more
 */
export function createAnnouncer(root, words, signal) {
  const status = root.querySelector("[role=status]");
  const alert = root.querySelector("[role=alert]");
  const places = [root.parentElement];
  const timers = createTimers(signal);
  const added = { added: 0, refused: 0, repeated: 0 };
  let refusals = [];
  let quiet;

  // Each sentence is an element of its own: a second one does not silence the first.
  function put(region, sentence) {
    const line = document.createElement("p");
    line.textContent = sentence;
    region.append(line);
    timers.start(() => line.remove(), STALE_MS);
  }

  function sumUp() {
    const parts = Object.entries(added)
      .filter(([, amount]) => amount)
      .map(([what, amount]) => words.count(`page.said.${what}`, amount));
    Object.assign(added, { added: 0, refused: 0, repeated: 0 });
    put(status, words.say("page.sentence", { text: words.list(parts) }));
  }

  return {
    say: (sentence) => put(status, sentence),

    /** @param {"added" | "refused" | "repeated"} what became of one more file */
    count(what) {
      added[what] += 1;
      timers.stop(quiet);
      quiet = timers.start(sumUp, QUIET_MS);
    },

    /** The server refused a file. */
    refuse(sentence) {
      refusals.push(sentence);
      if (refusals.length <= FEW) put(alert, sentence);
      if (refusals.length > 1) return;
      timers.start(() => {
        const { length } = refusals;
        refusals = [];
        if (length > FEW) put(alert, words.count("page.said.merged", length));
      }, MERGE_MS);
    },

    /**
     * Goes along into a dialog that was opened: all that is outside of it is inert.
     * @param {HTMLDialogElement} dialog
     */
    follow(dialog) {
      places.push(dialog);
      dialog.append(root);
      const leave = () => {
        places.splice(places.indexOf(dialog), 1);
        places.at(-1).append(root);
      };
      dialog.addEventListener("close", leave, { once: true });
    },
  };
}
