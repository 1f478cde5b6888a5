/** What becomes of a file when its sending has ended: the verdict, put into its state. */

import { createTimers } from "../platform/timers.js";
import { lockedSentence } from "./adding.js";
import { bytesThere } from "./chunks.js";
import { forgetUnfinished } from "./recall.js";
import { isAway, TRIES, waitSeconds } from "./retry.js";

// So often the server may have lost what it had, before that is no coincidence.
const MOST_ROUNDS = 3;
// So often it may hang up on a file while it answers everything else.
const MOST_REBUFFS = 2;
// So early it is looked whether somebody in front of the server hangs up for it.
const LOOK_EARLY = 3;
// A request that was hung up may have reached the server all the same.
const LATE_MS = 2000;
// Of these the server has nothing that is not finished, and what it keeps is wanted.
const OVER = new Set(["arrived", "given", "refused"]);

/**
 * @param {{uploads, memory, api, account, connection, words, signal}} rooms
 * @param {() => object} findScheduler from scheduler.js, which takes `settle`
 */
export function createOutcomes(rooms, findScheduler) {
  const { uploads, memory, api, account, connection, words } = rooms;
  const timers = createTimers(rooms.signal);

  /** It goes as soon as it may. */
  function wait(item) {
    timers.stop(item.timer);
    const isLocked = account.isLocked();
    const sentence = isLocked ? lockedSentence(account, words) : null;
    const sent = bytesThere(item);
    uploads.set(item, isLocked ? "locked" : "waiting", { sentence, sent });
    findScheduler().fill();
  }

  function end(item, state, { key, sentence = words.say(key), answer }) {
    timers.stop(item.timer);
    if (state === "refused") memory.forget(item.print);
    uploads.set(item, state, { sentence, code: answer?.code ?? null });
  }

  // Nobody is signed in any more.
  function stranger(item, verdict) {
    // On a slow line the answer may be older than the last sign-in.
    const isOld = item.era !== account.era();
    if (isOld || account.lost()) wait(item);
    else end(item, "failed", verdict);
  }

  function trouble(item, verdict) {
    const { status, code, retryAfter } = verdict.answer;
    item.isUnreached = status === 0;
    item.isAway = isAway(status, code) && !retryAfter;
    if (item.isUnreached && connection.failed()) return wait(item);
    item.tries += 1;
    if (item.tries >= TRIES && !isAway(status, code)) {
      return end(item, "failed", { key: "page.answer.trouble" });
    }
    const milliseconds = waitSeconds(item.tries, retryAfter, Date.now()) * 1000;
    item.timer = timers.start(() => wait(item), milliseconds);
    const retryAt = performance.now() + milliseconds;
    uploads.set(item, "trouble", { retryAt, sent: bytesThere(item) });
    if (item.isUnreached) look(item);
  }

  // No answer is what a server that is away looks like; and a proxy that wants a sign-in
  // on another site, and one that hangs up on a file as large as this.
  async function look(item) {
    if (item.tries !== LOOK_EARLY && item.tries < TRIES) return;
    const standing = await api.standing();
    if (item.state !== "trouble" || standing === "away") return;
    if (standing === "redirected") {
      return end(item, "failed", { key: "page.answer.signed-out" });
    }
    if (item.tries < TRIES) return;
    item.rebuffs += 1;
    if (item.rebuffs <= MOST_REBUFFS) wait(item);
    else end(item, "failed", { key: "page.answer.none" });
  }

  const outcomes = {
    arrived(item, { address }) {
      memory.forget(item.print);
      const upload = nameIn(address);
      const more = { address, upload, sent: item.bytes, arrivedAt: new Date() };
      uploads.set(item, "arrived", more);
      wake(({ isAway }) => isAway);
    },
    stranger,
    trouble,
    failed: (item, verdict) => end(item, "failed", verdict),
    refused: (item, verdict) => end(item, "refused", verdict),
    gone(item) {
      forgetUnfinished(api, item.uuid);
      end(item, "refused", { key: "page.answer.gone" });
    },
    // All chunks were taken, but the file is not there: some were forgotten since.
    incomplete(item) {
      item.rounds += 1;
      if (item.rounds < MOST_ROUNDS) trouble(item, { answer: { status: 500 } });
      else end(item, "failed", { key: "page.answer.trouble" });
    },
  };

  /** Those in trouble go on at once. */
  function wake(which) {
    for (const item of findScheduler().troubled().filter(which)) wait(item);
  }

  function settle(item, verdict) {
    if (item.isUnwanted) letGo(item, verdict.address);
    else outcomes[verdict.is](item, verdict);
  }

  /** A file that is off the list leaves nothing on the server. */
  function letGo(item, address = null) {
    // Another tab has finished it meanwhile: the picture there is not deleted here.
    if (item.isElsewhere) return;
    if (address) api.remove(nameIn(address)).catch(() => {});
    else if (item.begun && !OVER.has(item.state)) {
      api.forget(item.uuid);
      // Also where nobody looks any more.
      setTimeout(api.forget, LATE_MS, item.uuid);
    }
  }

  return { settle, wait, wake, letGo, stop: (item) => timers.stop(item.timer) };
}

/** The name of an upload in its address. */
function nameIn(address) {
  return decodeURIComponent(new URL(address, location.href).pathname.split("/").pop());
}
