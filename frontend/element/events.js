/**
 * What an element tells the page that it stands in: events that begin with `dropslot:`,
 * bubble and leave every shadow root. The detail of each that is about a file is
 * `{name, url, thumbnail, title, size, file}`; the first three are null until it is
 * stored, the last one where it did not come in this visit.
 */

import { STATES } from "../upload/states.js";
import { listen } from "../upload/uploads.js";

/** All that there are. */
export const EVENTS = ["added", "progress", "stored", "refused", "removed", "done"];

/**
 * @param {HTMLElement} element they come from
 * @param {{uploads: string, thumbnails: string}} urls what the addresses begin with
 * @return {{follow: (uploads: Uploads) => void, ticked: (snapshot: object) => void,
 *   end: () => void, stored: (entry: object) => void, removed: (entry: object) => void,
 *   detailOf: (entry: object) => object}} what listens to the files of one opening; is
 *   told how far all of them are, see queue.js, and that it is over; what becomes of an
 *   entry of stored.js, and what is told of it
 */
export function createEvents(element, urls) {
  // The files of this go: since nothing was open.
  const go = new Set();
  const moved = new Set();
  let hasBegun = false;

  // Once all rooms know of it: whoever listens may take the file off the list at once.
  function tell(type, detail) {
    const options = { bubbles: true, composed: true, detail };
    const event = new CustomEvent(`dropslot:${type}`, options);
    queueMicrotask(() => element.dispatchEvent(event));
  }

  function join(item) {
    go.add(item);
    hasBegun = true;
  }

  function changed(item, before) {
    const { state } = item;
    if (!STATES[before].open && STATES[state].open) join(item);
    if (isRefused(item)) tell("refused", refusalOf(item));
    if (state === "checking") moved.add(item);
    // What has become of it says all that there is to say.
    if (!STATES[state].open) moved.delete(item);
  }

  function tellMoved(total) {
    for (const item of moved) {
      const { sent, bytes } = item;
      const fraction = bytes ? sent / bytes : 0;
      tell("progress", { ...itemDetail(item), sent, fraction, total });
    }
    moved.clear();
  }

  function tellDone() {
    const ended = [...go];
    go.clear();
    hasBegun = false;
    const stored = ended.filter(({ state, isLeaving }) => {
      return (state === "arrived" || state === "given") && !isLeaving;
    });
    tell("done", {
      stored: stored.map(itemDetail),
      refused: ended.filter(isRefused).map(refusalOf),
    });
  }

  const move = (item) => moved.add(item);

  return {
    follow(uploads) {
      listen(uploads, {
        added(item) {
          join(item);
          tell("added", itemDetail(item));
          if (isRefused(item)) tell("refused", refusalOf(item));
        },
        changed,
        moved: move,
        leapt: move,
        removed(item) {
          moved.delete(item);
          go.delete(item);
          // What has arrived is no longer wanted when its entry says so.
          if (!item.upload) tell("removed", itemDetail(item));
        },
      });
    },

    ticked({ fraction, open }) {
      tellMoved(fraction);
      if (hasBegun && !open) tellDone();
    },

    /** Nobody is here any more to whom anything could happen. */
    end() {
      if (hasBegun) tellDone();
      moved.clear();
    },

    stored: (entry) => tell("stored", detailOf(entry)),
    removed: (entry) => tell("removed", detailOf(entry)),
    detailOf,
  };

  function itemDetail({ file, upload = null, name: title, bytes }) {
    return detailOf({ name: upload, title, bytes, file });
  }

  function detailOf({ name, title, bytes: size, file = null }) {
    return { ...addressesOf(name), title, size, file };
  }

  function addressesOf(name) {
    if (name === null) return { name, url: null, thumbnail: null };
    return { name, url: urls.uploads + name, thumbnail: urls.thumbnails + name };
  }

  function refusalOf(item) {
    const { sentence: error, code, state } = item;
    return { ...itemDetail(item), error, code, canRetry: state === "failed" };
  }
}

function isRefused({ state }) {
  return state === "refused" || state === "failed";
}
