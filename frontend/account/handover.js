/** Whoever brings files is asked to sign in where that is needed; then they are theirs. */

/**
 * @param {object} session from session.js
 * @param {{controls, memory, handles, resume, list}} parts from the modules of these names
 */
export function createHandover({ account, ask }, parts) {
  const { controls, memory, handles, resume, list } = parts;
  // Once each time that somebody brings files, however many they are.
  let hasAsked = true;

  const askThem = () => ask(account.hasEnded() ? "ended" : "wanted");

  // Everything that is not finished is theirs from now on; what has arrived is not.
  function handOverTo(who) {
    const others = memory.owner() ? list.items().filter(isArrived) : [];
    list.clear(others);
    others.forEach(controls.remove);
    controls.handOver(() => {
      memory.belongTo(who);
      handles.belongTo(who);
    });
    resume.offer(false);
  }

  return {
    ask: askThem,
    /** Somebody brings files. */
    filesCome() {
      hasAsked = false;
    },
    /** One of them has to wait until they sign in. */
    fileWaits() {
      if (!hasAsked) askThem();
      hasAsked = true;
    },
    /** Somebody has signed in, or out. */
    changed() {
      const who = account.who();
      if (who !== null && who !== memory.owner()) handOverTo(who);
      if (!account.isLocked()) controls.unlock();
      else if (controls.lock()) askThem();
    },
  };
}

function isArrived({ state }) {
  return state === "arrived";
}
