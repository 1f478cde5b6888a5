/**
 * While anything is going numbers change twice a second, and once more at the end; and the
 * screen stays awake.
 */

const TICK_MS = 500;

/**
 * @param {() => boolean} isGoing
 * @param {(now: number) => void} show gets a time that only goes forward, whatever
 *   becomes of the clock: milliseconds
 * @param {AbortSignal} signal nobody looks any more
 */
export function createTicker(isGoing, show, signal) {
  let timer = null;
  let soon = null;

  function tick() {
    soon = null;
    show(performance.now());
    if (isGoing()) return;
    clearInterval(timer);
    timer = null;
  }

  function tickSoon() {
    if (!soon && !signal.aborted) soon = setTimeout(tick);
  }

  signal.addEventListener("abort", () => {
    clearInterval(timer);
    clearTimeout(soon);
  });

  return {
    /** Something is going, or may be. */
    start() {
      if (timer || signal.aborted) return;
      timer = setInterval(tick, TICK_MS);
      tickSoon();
    },
    /** Something has ended. */
    settle() {
      if (!isGoing()) tickSoon();
    },
  };
}

/**
 * Keeps the screen awake, where the browser can.
 * @param {AbortSignal} signal it may sleep for all we care
 * @return {(wanted: boolean) => void} may be called as often as one likes
 */
export function createAwake(signal) {
  let wanted = false;
  let lock = null;
  let asking = false;

  async function settle() {
    if (asking) return;
    if (!wanted) {
      lock?.release();
      lock = null;
    } else if (!lock && !document.hidden && navigator.wakeLock) {
      asking = true;
      // Refused when the battery is low: then it goes on without.
      lock = await navigator.wakeLock.request("screen").catch(() => null);
      asking = false;
      // The browser lets go by itself when the page is hidden.
      lock?.addEventListener("release", () => {
        lock = null;
      });
      if (!wanted) settle();
    }
  }

  function want(isWanted) {
    if (isWanted === wanted) return;
    wanted = isWanted;
    settle();
  }

  document.addEventListener("visibilitychange", settle, { signal });
  signal.addEventListener("abort", () => want(false));

  return want;
}
