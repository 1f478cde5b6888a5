/** Keeps the screen awake while files go up, where the browser can. */

/** @return {(wanted: boolean) => void} may be called as often as one likes */
export function createAwake() {
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

  document.addEventListener("visibilitychange", settle);

  return (isWanted) => {
    if (isWanted === wanted) return;
    wanted = isWanted;
    settle();
  };
}
