/** The model of the whole: how far the files of this go are, and how long it takes. */

import { createMeter } from "./meter.js";
import { STATES } from "./states.js";

// What a request and its check weigh beside the bytes, so that many small files move
// the bar too and it is full only when the last answer is here.
const FILE_BYTES = 64 * 1024;

const isGoing = (state) => STATES[state].goes;
const isOpen = (state) => STATES[state].open;

/**
 * Items are `{state, bytes, sent, unsent}` and are read, never written; `unsent` is a
 * file that was refused before it was sent: it counts, but weighs nothing.
 */
export function createQueue() {
  // Item -> the weight and the bytes that were behind it at its best: a retry takes
  // nothing back.
  const behind = new Map();
  // The work that is done tells the time left, the bytes alone are the speed.
  const meters = { weight: createMeter(), bytes: createMeter() };
  // The bar's share before the set last changed, and the weight that was done then.
  let base = 0;
  let from = 0;
  let shown = 0;
  let changed = false;
  // What was there already when a file was begun again: it is no speed.
  let leapt = 0;
  // Nothing moved when it was last looked at.
  let stood = false;
  // A go is over when all that was sent is settled; the next file begins another.
  let over = false;

  function any(is) {
    for (const item of behind.keys()) if (is(item.state)) return true;
    return false;
  }

  const going = () => any(isGoing);
  const waits = () => any((state) => state === "locked");

  const each = (act) => Object.keys(meters).forEach(act);

  function done() {
    const sum = { weight: 0, bytes: 0 };
    for (const [item, best] of behind) {
      const sent = item.state === "arrived" ? item.bytes : item.sent;
      best.bytes = Math.max(best.bytes, sent);
      const now = isOpen(item.state)
        ? Math.max(best.weight, best.bytes)
        : weightOf(item);
      // The rest of a file that was refused is through, but nobody has done it.
      const isUndone = !isOpen(item.state) && item.state !== "arrived";
      if (isUndone) meters.weight.shift(now - Math.max(best.weight, best.bytes));
      best.weight = now;
      for (const what in sum) sum[what] += best[what];
    }
    return sum;
  }

  // When files come or go, the rest of the bar stands for the rest of the work from
  // then on: it neither jumps back nor stops.
  function rebase(sum) {
    changed = false;
    base = shown;
    from = sum.weight - leapt;
    each((what) => meters[what].jump(sum[what] - leapt));
  }

  // Measured only while something moves, and only by what is sent.
  function speedAt(sum, now, moves) {
    const starts = moves && stood;
    each((what) => {
      if (starts) meters[what].start(now);
      if (starts) meters[what].jump(sum[what]);
      else meters[what].shift(leapt);
    });
    leapt = 0;
    stood = !moves;
    const speed = { weight: 0, bytes: 0 };
    if (moves) each((what) => (speed[what] = meters[what].read(sum[what], now)));
    return speed;
  }

  return {
    /** A file was added, or is to be sent again after it had failed. */
    join(item, now = performance.now()) {
      behind.delete(item);
      if (over) behind.clear();
      if (!any(isOpen)) {
        shown = 0;
        each((what) => meters[what].start(now));
      }
      over = false;
      behind.set(item, { weight: 0, bytes: 0 });
      changed = true;
    },

    /** A file is no longer in the list; one that arrived did arrive all the same. */
    leave(item) {
      if (item.state === "arrived") return;
      changed = behind.delete(item) || changed;
    },

    /** So much of a file is there already, without having been sent just now. */
    leap(item) {
      const best = behind.get(item)?.bytes ?? 0;
      leapt += Math.max(0, item.sent - best);
    },

    going,
    /** Whether some wait for somebody to sign in. */
    waits,

    /**
     * @param {number} now milliseconds
     * @param {boolean} held nothing moves, although it would
     * @param {boolean} more others of the same go are still being added: the first may
     *   have arrived by then
     * @return {{count: number, settled: number, arrived: number, refused: number,
     *   failed: number, troubled: number, paused: number, locked: number,
     *   going: boolean, open: boolean, fraction: number, secondsLeft: number | null,
     *   bytesPerSecond: number}} which is 0 when it is not known, or nothing moves
     */
    snapshot(now, held = false, more = false) {
      const sum = done();
      if (changed) rebase(sum);
      const items = [...behind.keys()];
      const total = items.reduce((all, item) => all + weightOf(item), 0);
      const tally = tallyOf(items);
      if (more) Object.assign(tally, { going: true, open: true });
      const rest = total > from ? Math.max(0, sum.weight - from) / (total - from) : 0;
      over = !tally.open && total > 0;
      shown = tally.open ? Math.max(shown, base + (1 - base) * rest) : 1;
      const speed = speedAt(sum, now, tally.going && !held);
      const left = items
        .filter(({ state }) => isGoing(state))
        .reduce((all, item) => all + weightOf(item) - behind.get(item).weight, 0);
      return {
        ...tally,
        fraction: shown,
        secondsLeft: speed.weight > 0 ? left / speed.weight : null,
        bytesPerSecond: speed.bytes,
      };
    },
  };
}

function tallyOf(items) {
  const states = {};
  for (const { state } of items) states[state] = (states[state] ?? 0) + 1;
  const { arrived = 0, refused = 0, failed = 0 } = states;
  const { trouble = 0, paused = 0, locked = 0 } = states;
  const count = items.length;
  const settled = arrived + refused + failed;
  const unsettled = count - settled;
  return {
    ...{ count, settled, arrived, refused, failed, paused, locked },
    troubled: trouble,
    going: unsettled > paused + locked,
    open: unsettled > 0,
  };
}

function weightOf(item) {
  return item.unsent ? 0 : item.bytes + FILE_BYTES;
}
