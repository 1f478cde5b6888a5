/** What the other tabs of this browser are busy with: those files are not left over. */

// Long enough for a tab in the background.
const ANSWER_MS = 300;

/**
 * @param {string} place the address that files are sent to
 * @param {() => string[]} busy the fingerprints of the files of this tab
 * @return {() => Promise<Set<string>>} asks the others
 */
export function createTabs(place, busy) {
  const elsewhere = new Set();
  const channel = openChannel(`dropslot ${place}`);
  // Nobody can be asked: a file of another tab is offered here as well.
  if (!channel) return async () => elsewhere;

  channel.addEventListener("message", ({ data }) => {
    if (data.asks) channel.postMessage({ busy: busy() });
    else for (const print of data.busy) elsewhere.add(print);
  });

  return async () => {
    // What they were busy with when they were asked before may be left over by now.
    elsewhere.clear();
    channel.postMessage({ asks: true });
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    return elsewhere;
  };
}

// Where storage is forbidden this is, too.
function openChannel(name) {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
