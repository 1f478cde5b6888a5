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
  // All that is still on its way out; one [Undo] brings all of it back.
  const pending = new Set();
  let leaving = false;

  async function remove(name) {
    try {
      await api.remove(name, leaving);
      on.gone(name);
    } catch (error) {
      on.hidden(name, false);
      toast.show(error.message);
      announce.say(error.message);
    }
  }

  function commit() {
    const names = [...pending];
    pending.clear();
    return Promise.all(names.map(remove)).then(() => remember([...pending]));
  }

  function undo() {
    for (const name of pending) on.hidden(name, false);
    pending.clear();
    remember([]);
    announce.say(words.say("page.removal.back"));
  }

  // Leaving the page does not undo it. With a page that comes back out of the
  // browser's memory it goes on as usual.
  addEventListener("pagehide", () => {
    leaving = true;
    if (pending.size) toast.end();
    leaving = false;
  });

  return {
    /** Finishes what the page before had begun. */
    resume() {
      for (const name of remembered()) {
        on.hidden(name, true);
        pending.add(name);
      }
      if (pending.size) commit();
    },
    take(name) {
      pending.add(name);
      remember([...pending]);
      on.hidden(name, true);
      const sentence = words.count("page.removal.done", pending.size);
      announce.say(sentence);
      toast.show(sentence, undo, commit);
    },
  };
}

// Where the browser keeps nothing (it may be told so), there is nothing to finish.
function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(REMEMBERED) ?? "[]");
  } catch {
    return [];
  }
}

function remember(names) {
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify(names));
  } catch {}
}
