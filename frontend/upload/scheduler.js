/** Who goes when: so many files at a time, in their order, and none while nothing may. */

import { bytesThere } from "./chunks.js";
import { longestStillMs } from "./retry.js";
import { send } from "./send.js";
import { listen } from "./uploads.js";

// One in flight, one being checked by the server, one on the way.
const AT_A_TIME = 3;
// So many files in trouble mean that the connection is: the others wait with them.
const MOST_TROUBLED = 4;

/**
 * @param {object} rooms what send.js takes, and `account` and `connection`
 * @param {(item, verdict) => void} ended what to do when a file ended, see send.js; its
 *   place is free by then
 */
export function createScheduler(rooms, ended) {
  const { uploads, account, connection } = rooms;
  // Item -> what hangs it up.
  const running = new Map();
  const waiting = new Set();
  const troubled = new Set();

  let isLeft = false;

  const isHeld = () => isLeft || connection.isDown() || account.isLocked();

  function sort(item) {
    place(waiting, item, item.state === "waiting");
    place(troubled, item, item.state === "trouble");
  }

  function fill() {
    while (running.size < AT_A_TIME && troubled.size < MOST_TROUBLED && !isHeld()) {
      const [next] = waiting;
      if (!next) return;
      start(next);
    }
  }

  async function start(item) {
    const controller = new AbortController();
    running.set(item, controller);
    uploads.set(item, "sending", { era: account.era(), movedAt: performance.now() });
    try {
      const verdict = await send(item, rooms, controller.signal);
      if (controller.signal.aborted) return;
      running.delete(item);
      ended(item, verdict);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      fill();
    }
  }

  /** @param {string} why for whoever looks for it in a debugger */
  function stop(item, why) {
    const controller = running.get(item);
    if (!controller) return;
    // Aside first: whoever goes on in its place must not find it still running.
    running.delete(item);
    Object.assign(item, { sent: bytesThere(item), isAwaited: false, content: null });
    controller.abort(new Error(why));
  }

  listen(uploads, {
    added(item) {
      sort(item);
      fill();
    },
    changed: sort,
    removed(item) {
      waiting.delete(item);
      troubled.delete(item);
    },
  });

  return {
    fill,
    stop,
    /**
     * The page is being left: nothing begins any more, until it has come back.
     * @return {object[]} the items that were stopped
     */
    leave(leaves) {
      isLeft = leaves;
      const stopped = leaves ? [...running.keys()] : [];
      for (const item of stopped) stop(item, "left");
      return stopped;
    },
    /** The files that wait for another try. */
    troubled: () => [...troubled],
    /** Those whose request has not moved for too long. */
    stuck: (now) =>
      [...running.keys()].filter(
        ({ movedAt, isAwaited, state }) =>
          now - movedAt > longestStillMs(isAwaited || state === "checking"),
      ),
  };
}

function place(set, item, belongs) {
  if (belongs) set.add(item);
  else set.delete(item);
}
