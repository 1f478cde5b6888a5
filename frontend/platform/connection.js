/** Whether there is a connection: offline is waited out, and noticed when it is over. */

// Some browsers do not tell when it is back, and some tell that it is gone while the last
// answers still come through.
const LOOK_AGAIN_MS = 3_000;

/**
 * Shows over the page that there is no connection, and says so.
 * @param {HTMLElement} banner
 * @param {{api, words, announce}} rooms from the modules of these names
 * @param {object} on as in createConnection
 * @return {object} as from createConnection
 */
export function watchConnection(banner, { api, words, announce }, on) {
  function show(isDown) {
    banner.hidden = !isDown;
    // A `:has()` in the style sheet would be looked at with every change of every row.
    document.documentElement.classList.toggle("is-offline", isDown);
    announce.say(words.say(isDown ? "page.offline.lost" : "page.offline.back"));
  }

  const reach = async () => (await api.standing()) !== "away";

  return createConnection(reach, {
    ...on,
    lost() {
      show(true);
      on.lost();
    },
    back() {
      show(false);
      on.back();
    },
  });
}

/**
 * @param {() => Promise<boolean>} reach whether the server answers
 * @param {object} on
 * @param {() => void} on.lost
 * @param {() => void} on.back
 * @param {() => void} on.seen the page is looked at again, and the connection is there
 */
export function createConnection(reach, on) {
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

  addEventListener("offline", look);
  addEventListener("online", back);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (down) look();
    else on.seen();
  });
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
