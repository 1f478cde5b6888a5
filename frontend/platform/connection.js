/** Whether there is a connection: offline is waited out, and noticed when it is over. */

// Some browsers do not tell when it is back, and some tell that it is gone while the last
// answers still come through.
const LOOK_AGAIN_MS = 3_000;

/**
 * Shows over the page that there is no connection, and says so.
 * @param {HTMLElement} banner
 * @param {{api, words, announce, bounds}} rooms from the modules of these names
 * @param {object} on as in createConnection
 * @return {object} as from createConnection
 */
export function watchConnection(banner, { api, words, announce, bounds }, on) {
  function show(isDown) {
    banner.hidden = !isDown;
    // A `:has()` in the style sheet would be looked at with every change of every row.
    banner.closest(".dropslot").classList.toggle("is-offline", isDown);
    announce.say(words.say(isDown ? "page.offline.lost" : "page.offline.back"));
  }

  const reach = async () => (await api.standing()) !== "away";

  const shown = {
    ...on,
    lost() {
      show(true);
      on.lost();
    },
    back() {
      show(false);
      on.back();
    },
  };
  return createConnection(reach, shown, bounds.signal);
}

/**
 * @param {() => Promise<boolean>} reach whether the server answers
 * @param {object} on
 * @param {() => void} on.lost
 * @param {() => void} on.back
 * @param {() => void} on.seen the page is looked at again, and the connection is there
 * @param {AbortSignal} signal nobody wants to know any more
 */
export function createConnection(reach, on, signal) {
  let down = false;
  let timer = null;

  function lost() {
    if (down) return;
    down = true;
    lookAgain();
    on.lost();
  }

  function lookAgain() {
    clearTimeout(timer);
    if (signal.aborted) return;
    timer = setTimeout(look, LOOK_AGAIN_MS);
  }

  function back() {
    if (!down) return on.seen();
    down = false;
    on.back();
  }

  // A server on this very machine can be reached without any.
  async function look() {
    const reached = await reach();
    if (reached && down) back();
    if (!reached && !navigator.onLine) lost();
    if (down || !navigator.onLine) lookAgain();
  }

  function seen() {
    if (document.hidden) return;
    if (down) look();
    else on.seen();
  }

  addEventListener("offline", look, { signal });
  addEventListener("online", back, { signal });
  document.addEventListener("visibilitychange", seen, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  if (!navigator.onLine) look();

  return {
    isDown: () => down,
    /** A request got no answer; returns whether that is for want of a connection. */
    failed() {
      if (!navigator.onLine) lost();
      return down;
    },
  };
}
