/** What is done to files from outside: by the visitor, the line, and who is signed in. */

import { TOO_MANY } from "./adding.js";
import { createOutcomes } from "./outcomes.js";
import { recall } from "./recall.js";
import { createScheduler } from "./scheduler.js";
import { STATES } from "./states.js";

// In these a file waits for somebody to go on with it.
const RESTS = new Set(["failed", "trouble", "paused"]);

/**
 * @param {object} rooms `{uploads, memory, api, account, connection, words, transport,
 *   pace, senderName, mostBytes, noRoom}`
 */
export function createControls(rooms) {
  const { uploads, memory, account } = rooms;
  const outcomes = createOutcomes(rooms, () => scheduler);
  const scheduler = createScheduler(rooms, outcomes.settle);
  const { wait, wake, letGo } = outcomes;
  const inState = (state) => uploads.all().filter((item) => item.state === state);

  /** Sends again what failed or waits for its next try, and resumes a paused one. */
  function goOn(item) {
    if (!RESTS.has(item.state)) return;
    // Others have come since it failed.
    const sentence = item.state === "failed" ? rooms.noRoom() : null;
    if (sentence) return uploads.set(item, "failed", { sentence, code: TOO_MANY });
    Object.assign(item, { tries: 0, rounds: 0, rebuffs: 0 });
    wait(item);
  }

  /** Takes a file off the list, whatever it is doing. */
  function remove(item) {
    outcomes.stop(item);
    // All of it is sent, so the server may keep it although we hang up: let it
    // answer, and delete the picture then.
    item.isUnwanted = item.state === "checking" || Boolean(item.isAwaited);
    item.isElsewhere = item.again && !memory.read(item.print);
    memory.forget(item.print);
    uploads.remove(item);
    if (item.isUnwanted) return;
    scheduler.stop(item, "removed");
    letGo(item);
    scheduler.fill();
  }

  return {
    all: () => uploads.all(),

    goOn,

    /** Stops files where they are; what the server has of them stays there. */
    pause(some) {
      for (const item of some) {
        if (!STATES[item.state].pausable) continue;
        outcomes.stop(item);
        scheduler.stop(item, "paused");
        uploads.set(item, "paused");
      }
      scheduler.fill();
    },

    remove,

    /** Takes one that is through off the list: what has arrived is still wanted. */
    tidy(item) {
      item.isTidied = true;
      remove(item);
    },

    /** There is no connection: whoever waits for another try waits for that. */
    hold: () => wake(({ isUnreached }) => isUnreached),

    /** It is back, or was never gone: nothing has to wait any longer. */
    wake() {
      wake(({ isAway }) => isAway);
      for (const item of inState("failed")) if (item.isUnreached) goOn(item);
      scheduler.fill();
    },

    /** Hangs up what has not moved for long, and tries again. */
    unstick(now) {
      for (const item of scheduler.stuck(now)) {
        scheduler.stop(item, "dead line");
        outcomes.settle(item, { is: "trouble", answer: { status: 0 } });
      }
      scheduler.fill();
    },

    /** The page is being left: what it had begun is gone on with when it comes back. */
    leave() {
      // What was let through to be taken back is not waited for any more.
      for (const item of scheduler.leave(true)) if (item.isUnwanted) letGo(item);
    },

    /** It has come back, out of the browser's memory. */
    comeBack() {
      scheduler.leave(false);
      for (const item of uploads.all().filter(({ state }) => STATES[state].runs)) {
        wait(item);
      }
    },

    /**
     * Nobody is signed in: what waits for its turn waits for that now.
     * @return {boolean} whether there is anything to wait for it
     */
    lock() {
      inState("waiting").forEach(wait);
      return uploads
        .all()
        .some(({ state }) => STATES[state].goes || state === "locked");
    },
    unlock() {
      inState("locked").forEach(wait);
      scheduler.fill();
    },

    /**
     * What is not finished belongs to somebody else from now on: the server has none of
     * their chunks, and the one before must not find it on their list.
     * @param {() => void} change lets the memory change hands
     */
    handOver(change) {
      const open = uploads.all().filter(isTheirs);
      for (const { print } of open) memory.forget(print);
      change();
      for (const item of open) {
        const isRunning = STATES[item.state].runs;
        scheduler.stop(item, "handed over");
        recall(item, rooms);
        if (isRunning || (item.state === "waiting" && account.isLocked())) wait(item);
      }
      scheduler.fill();
    },
  };
}

function isTheirs(item) {
  if (STATES[item.state].ends) return false;
  // Its one request is on its way, with whose it was.
  return item.state !== "sending" || item.bytes > item.chunkBytes;
}
