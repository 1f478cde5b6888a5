/** The buttons for all files together, and the warning before the page is left. */

import { createSlices } from "./slices.js";

const byId = (id) => document.getElementById(id);

/**
 * @param {object} uploader from uploader.js
 * @param {object} list from list.js
 * @param {object} queue from queue.js
 * @param {() => void} signIn asks the visitor to
 */
export function watchControls(uploader, list, queue, signIn) {
  // There may be thousands.
  const doing = createSlices();
  const inState = (...states) =>
    uploader.all().filter(({ state }) => states.includes(state));

  byId("clear").addEventListener("click", () => {
    const cleared = list.items().filter(isCleared);
    list.clear(cleared);
    for (const item of cleared) doing.add(() => uploader.remove(item));
    byId("choose-files").focus();
  });
  byId("retry-all").addEventListener("click", () => {
    const failed = inState("failed");
    failed.forEach(uploader.goOn);
    // This button goes now.
    list.focus(failed[0]);
  });
  byId("sign-in-all").addEventListener("click", signIn);
  byId("pause-all").addEventListener("click", () => {
    if (queue.going()) {
      uploader.pause(inState("waiting", "uploading", "trouble"));
      return;
    }
    for (const item of inState("paused")) {
      // It may have been removed by then.
      doing.add(() => item.state === "paused" && uploader.goOn(item));
    }
  });
  addEventListener("beforeunload", (event) => {
    if (queue.going() || queue.waits()) event.preventDefault();
  });
  // On a phone a button follows once the slot is out of sight.
  new IntersectionObserver(([{ isIntersecting }]) => {
    byId("follow").hidden = isIntersecting;
  }).observe(byId("choose-files"));
}

/** Whether [Clear finished] takes a file off the list. */
export function isCleared({ state }) {
  return state === "arrived" || state === "refused";
}
