/** Many small things to do without holding the page up: as many as fit in a slice. */

// Leaves time for a frame of its own between two slices (16 ms at 60 Hz).
const SLICE_MS = 8;

/**
 * @param {AbortSignal} [signal] nothing of it need be done any more
 * @return {{add: (thing: () => void) => void, isBusy: () => boolean}} things are done in
 *   their order, in a tab that nobody looks at as well: browsers hold its timers back, but
 *   no messages
 */
export function createSlices(signal) {
  let things = [];
  let at = 0;
  let busy = false;
  let channel = null;

  function work() {
    const end = performance.now() + SLICE_MS;
    try {
      while (at < things.length && performance.now() < end) {
        at += 1;
        things[at - 1]();
      }
    } finally {
      busy = at < things.length;
      if (busy) goOn();
      else rest();
    }
  }

  function goOn() {
    if (!channel) {
      channel = new MessageChannel();
      channel.port1.onmessage = work;
    }
    channel.port2.postMessage(null);
  }

  function rest() {
    things = [];
    at = 0;
    channel?.port1.close();
    channel = null;
  }

  signal?.addEventListener("abort", () => {
    busy = false;
    rest();
  });

  return {
    add(thing) {
      if (signal?.aborted) return;
      things.push(thing);
      // The first slice at once: a frame in between would only delay it.
      if (!busy) queueMicrotask(work);
      busy = true;
    },
    /** Whether something is still to be done. */
    isBusy: () => busy,
  };
}
