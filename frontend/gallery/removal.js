/** Taking an upload back: it is gone at once, and for good only after some seconds. */

// A reload asks for the page before it tells this one to go, so the next page has to
// know what was on its way out.
const REMEMBERED = "dropslot-removing-for";

/**
 * @param {{api, account, toast, words, announce, bounds}} rooms from the modules of
 *   these names
 * @param {{browser: string, place: string}} data what stood for this browser at the
 *   server when it was first told of, or "" until then; what this list is known by in the
 *   browser
 * @param {object} on
 * @param {(name: string, hidden: boolean) => void} on.hidden
 * @param {(name: string) => void} on.gone for good
 */
export function createRemoval(rooms, data, on) {
  const { api, account, toast, words, announce, bounds } = rooms;
  const key = `${REMEMBERED} ${data.place}`;
  // All that is still on its way out; one [Undo] brings all of it back.
  const pending = new Set();
  let leaving = false;
  let told = "";

  // Whether it is over with: a page on its way out may not live to hear an answer.
  async function remove(name) {
    const isLeaving = leaving || bounds.signal.aborted;
    try {
      await api.remove(name, isLeaving);
      on.gone(name);
    } catch (error) {
      if (isLeaving && !error.status) return false;
      await settle(name, error);
    }
    return true;
  }

  async function settle(name, error) {
    // To whoever is signed out by now, what is still there is not there either.
    const isSignedOut = await account.hasGone(error);
    // The server names the browser only to those who are not signed in.
    const isStrange = !isSignedOut && error.browser && error.browser !== data.browser;
    if (error.status === 404 && !isSignedOut && !isStrange) return on.gone(name);
    on.hidden(name, false);
    if (isSignedOut) tell(words.say("page.removal.ended"));
    else tell(isStrange ? words.say("page.removal.strange") : error.message);
  }

  // Of many that fail for the same reason, once.
  function tell(sentence) {
    if (sentence === told) return;
    told = sentence;
    toast.show(sentence);
    announce.say(sentence);
  }

  function remember(unheard = []) {
    keep(key, { names: [...pending, ...unheard], who: account.who() });
  }

  async function commit() {
    const names = [...pending];
    pending.clear();
    told = "";
    const over = await Promise.all(names.map(remove));
    remember(names.filter((_, number) => !over[number]));
  }

  function undo() {
    for (const name of pending) on.hidden(name, false);
    pending.clear();
    remember();
    announce.say(words.say("page.removal.back"));
  }

  // Leaving the page does not undo it. With a page that comes back out of the
  // browser's memory it goes on as usual.
  function leave() {
    leaving = true;
    if (pending.size) toast.end();
    leaving = false;
  }
  addEventListener("pagehide", leave, { signal: bounds.signal });

  return {
    /** Finishes what the page before had begun. */
    resume() {
      const { names, who } = remembered(key);
      // Whoever is here now may not even see them.
      for (const name of who === account.who() ? names : []) {
        on.hidden(name, true);
        pending.add(name);
      }
      if (pending.size) commit();
    },
    /** Does at once what is still to be done; null when that is nothing. */
    finish() {
      if (!pending.size) return null;
      const done = commit();
      toast.end();
      return done;
    },
    take(name) {
      pending.add(name);
      remember();
      on.hidden(name, true);
      const sentence = words.count("page.removal.done", pending.size);
      announce.say(sentence);
      toast.show(sentence, undo, commit);
    },
  };
}

// Where the browser keeps nothing (it may be told so), there is nothing to finish.
function remembered(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function keep(key, removing) {
  try {
    sessionStorage.setItem(key, JSON.stringify(removing));
  } catch {}
}
