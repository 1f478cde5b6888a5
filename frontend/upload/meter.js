/** How fast something grows: an exponential average that forgives a late start. */

// How far back the speed remembers.
const MEMORY_SECONDS = 8;
// Before this any guess would be a wild one.
const FIRST_GUESS_SECONDS = 3;
const SHORTEST_SAMPLE_SECONDS = 0.4;

/** Times are milliseconds; the amount is told as a whole, as it is at a time. */
export function createMeter() {
  let startedAt = 0;
  let lastAt = 0;
  let last = 0;
  let average = 0;
  // How much of the average is real.
  let real = 0;
  return {
    /** Begins anew. */
    start(now) {
      startedAt = lastAt = now;
      last = average = real = 0;
    },
    /** The amount is another one now, for no work of anybody. */
    jump(amount) {
      last = amount;
    },
    /** So much was added for no work. */
    shift(amount) {
      last += amount;
    },
    /** @return {number} a second; 0 when it is not known yet */
    read(amount, now) {
      const seconds = (now - lastAt) / 1000;
      if (seconds >= SHORTEST_SAMPLE_SECONDS) {
        const keep = Math.exp(-seconds / MEMORY_SECONDS);
        average = average * keep + ((amount - last) / seconds) * (1 - keep);
        real = real * keep + 1 - keep;
        lastAt = now;
        last = amount;
      }
      const known = now - startedAt >= FIRST_GUESS_SECONDS * 1000;
      return known && real > 0 ? Math.max(0, average / real) : 0;
    },
  };
}
