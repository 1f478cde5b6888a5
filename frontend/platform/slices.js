/** Many small things to do without holding the page up: as many as fit in a slice. */

// Leaves time for a frame of its own between two slices (16 ms at 60 Hz).
const SLICE_MS = 8;

/** @return {{add: (thing: () => void) => void}} things are done in their order */
export function createSlices() {
  let things = [];
  let at = 0;
  let busy = false;

  function work() {
    const end = performance.now() + SLICE_MS;
    try {
      while (at < things.length && performance.now() < end) {
        at += 1;
        things[at - 1]();
      }
    } finally {
      busy = at < things.length;
      if (busy) setTimeout(work);
      else things = [];
      if (!busy) at = 0;
    }
  }

  return {
    add(thing) {
      things.push(thing);
      // The first slice at once: a frame in between would only delay it.
      if (!busy) queueMicrotask(work);
      busy = true;
    },
  };
}
