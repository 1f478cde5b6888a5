/** Whoever brings files is asked to sign in where that is needed; then all goes on. */

/**
 * @param {object} session from session.js
 * @param {{uploader, memory, handles, resume, list}} parts from the modules of these names
 */
export function createDoor(session, parts) {
  const { uploader, memory, handles, resume, list } = parts;
  // Once each time that somebody brings files, however many they are.
  let hasAsked = true;

  const ask = () => session.ask(session.hasEnded() ? "ended" : "wanted");

  // Everything that is not finished is theirs from now on; what has arrived is not.
  function takeOver(who) {
    const others = memory.owner() ? list.items().filter(isArrived) : [];
    list.clear(others);
    others.forEach(uploader.remove);
    uploader.handOver(() => {
      memory.belongTo(who);
      handles.belongTo(who);
    });
    resume.offer(false);
  }

  return {
    ask,
    /** Somebody brings files. */
    come() {
      hasAsked = false;
    },
    /** One of them has to wait until they sign in. */
    knock() {
      if (!hasAsked) ask();
      hasAsked = true;
    },
    /** Somebody has signed in, or out. */
    changed() {
      const who = session.who();
      if (who !== null && who !== memory.owner()) takeOver(who);
      if (!session.isLocked()) uploader.unlock();
      else if (uploader.lock()) ask();
    },
  };
}

function isArrived({ state }) {
  return state === "arrived";
}
