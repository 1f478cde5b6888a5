/** Taking an upload back: it is gone at once, and for good only after some seconds. */

// A reload asks for the page before it tells this one to go, so the next page has to
// know what was on its way out.
const REMEMBERED = "dropslot-removing";

/**
 * @param {object} api from api.js
 * @param {object} toast from toast.js
 * @param {object} words from words.js
 * @param {object} announce from announce.js
 * @param {object} on
 * @param {(name: string, hidden: boolean) => void} on.hidden
 * @param {(name: string) => void} on.gone for good
 */
export function createRemoval(api, toast, words, announce, on) {
  let pending = null;
  let leaving = false;

  async function commit(name) {
    if (pending === name) pending = null;
    try {
      await api.remove(name, leaving);
      forget(name);
      on.gone(name);
    } catch (error) {
      forget(name);
      on.hidden(name, false);
      toast.show(error.message);
      announce.say(error.message);
    }
  }

  function undo(name) {
    pending = null;
    forget(name);
    on.hidden(name, false);
    announce.say(words.say("page.removal.back"));
  }

  // Leaving the page does not undo it. With a page that comes back out of the
  // browser's memory it goes on as usual.
  addEventListener("pagehide", () => {
    leaving = true;
    if (pending) toast.end();
    leaving = false;
  });

  return {
    /** Finishes what the page before had begun. */
    resume() {
      const name = remembered();
      if (!name) return;
      on.hidden(name, true);
      commit(name);
    },
    take(name) {
      // The one before is through now: there is one status line.
      toast.end();
      pending = name;
      remember(name);
      on.hidden(name, true);
      const sentence = words.say("page.removal.done");
      announce.say(sentence);
      toast.show(
        sentence,
        () => undo(name),
        () => commit(name),
      );
    },
  };
}

// Where the browser keeps nothing (it may be told so), there is nothing to finish.
function remembered() {
  try {
    return sessionStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(name) {
  try {
    sessionStorage.setItem(REMEMBERED, name);
  } catch {}
}

function forget(name) {
  if (remembered() === name) sessionStorage.removeItem(REMEMBERED);
}
