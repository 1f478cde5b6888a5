/** Numbers change twice a second while anything is going, and once more at the end. */

const TICK_MS = 500;

/**
 * @param {() => boolean} isGoing
 * @param {(now: number) => void} beat gets a time that only goes forward, whatever
 *   becomes of the clock: milliseconds
 */
export function createPulse(isGoing, beat) {
  let timer = null;
  let soon = null;

  function tick() {
    soon = null;
    beat(performance.now());
    if (isGoing()) return;
    clearInterval(timer);
    timer = null;
  }

  function tickSoon() {
    if (!soon) soon = setTimeout(tick);
  }

  return {
    /** Something is going, or may be. */
    start() {
      if (timer) return;
      timer = setInterval(tick, TICK_MS);
      tickSoon();
    },
    /** Something has ended. */
    settle() {
      if (!isGoing()) tickSoon();
    },
  };
}
