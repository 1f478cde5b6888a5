/** The model of the whole: how far the files of this go are, and how long it takes. */

// What a request and its check weigh beside the bytes, so that many small files move
// the bar too and it is full only when the last answer is here.
const FILE_BYTES = 64 * 1024;
// How far back the speed remembers.
const MEMORY_SECONDS = 8;
// Before this any guess of the time left would be a wild one.
const FIRST_GUESS_SECONDS = 3;
const SHORTEST_SAMPLE_SECONDS = 0.4;

const GOING = new Set(["waiting", "uploading", "checking", "trouble"]);

/** Whether a row's state means that it still needs the page to stay open. */
export function isGoing(state) {
  return GOING.has(state);
}

/** Whether a row's state means that its file is not through yet. */
export function isOpen(state) {
  return GOING.has(state) || state === "paused" || state === "locked";
}

/**
 * Items are `{state, bytes, sent, unsent}` and are read, never written; `unsent` is a
 * file that was refused before it was sent: it counts, but weighs nothing.
 */
export function createQueue() {
  // Item -> the weight that was behind it at its best: a retry takes nothing back.
  const behind = new Map();
  const meter = createMeter();
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

  function done() {
    let weight = 0;
    for (const [item, best] of behind) {
      const now = isOpen(item.state) ? Math.max(best, item.sent) : weightOf(item);
      behind.set(item, now);
      weight += now;
    }
    return weight;
  }

  // When files come or go, the rest of the bar stands for the rest of the work from
  // then on: it neither jumps back nor stops.
  function rebase(weight) {
    changed = false;
    base = shown;
    from = weight - leapt;
    meter.jump(from);
  }

  // Measured only while something moves, and only by what is sent.
  function speedAt(weight, now, moves) {
    if (moves && stood) {
      meter.start(now);
      meter.jump(weight);
    } else meter.shift(leapt);
    leapt = 0;
    stood = !moves;
    return moves ? meter.read(weight, now) : 0;
  }

  return {
    /** A file was added, or is to be sent again after it had failed. */
    join(item, now) {
      behind.delete(item);
      if (over) behind.clear();
      if (!any(isOpen)) {
        shown = 0;
        meter.start(now);
      }
      over = false;
      behind.set(item, 0);
      changed = true;
    },

    /** A file is no longer in the list; one that arrived did arrive all the same. */
    leave(item) {
      if (item.state === "arrived") return;
      changed = behind.delete(item) || changed;
    },

    /** So much of a file is there already, without having been sent just now. */
    leap(item) {
      const best = behind.get(item) ?? 0;
      leapt += Math.max(0, item.sent - best);
    },

    going,
    /** Whether some wait for somebody to sign in. */
    waits,

    /**
     * @param {number} now milliseconds
     * @param {boolean} held nothing moves, although it would
     * @return {{count: number, settled: number, arrived: number, refused: number,
     *   failed: number, troubled: number, paused: number, locked: number,
     *   going: boolean, open: boolean, fraction: number, secondsLeft: number | null}}
     */
    snapshot(now, held = false) {
      const weight = done();
      if (changed) rebase(weight);
      const items = [...behind.keys()];
      const total = items.reduce((sum, item) => sum + weightOf(item), 0);
      const tally = tallyOf(items);
      const rest = total > from ? Math.max(0, weight - from) / (total - from) : 0;
      over = !tally.open && total > 0;
      shown = tally.open ? Math.max(shown, base + (1 - base) * rest) : 1;
      const speed = speedAt(weight, now, tally.going && !held);
      const left = items
        .filter(({ state }) => isGoing(state))
        .reduce((sum, item) => sum + weightOf(item) - behind.get(item), 0);
      return {
        ...tally,
        fraction: shown,
        secondsLeft: speed > 0 ? left / speed : null,
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

// An exponential average that forgives a late start: divided by how much of it is real.
function createMeter() {
  let startedAt = 0;
  let lastAt = 0;
  let last = 0;
  let average = 0;
  let real = 0;
  return {
    start(now) {
      startedAt = lastAt = now;
      last = average = real = 0;
    },
    jump(weight) {
      last = weight;
    },
    shift(weight) {
      last += weight;
    },
    read(weight, now) {
      const seconds = (now - lastAt) / 1000;
      if (seconds >= SHORTEST_SAMPLE_SECONDS) {
        const keep = Math.exp(-seconds / MEMORY_SECONDS);
        average = average * keep + ((weight - last) / seconds) * (1 - keep);
        real = real * keep + 1 - keep;
        lastAt = now;
        last = weight;
      }
      const known = now - startedAt >= FIRST_GUESS_SECONDS * 1000;
      return known && real > 0 ? Math.max(0, average / real) : 0;
    },
  };
}
