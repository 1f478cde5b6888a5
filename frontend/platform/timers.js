/** What is to happen later, unless the drop area that it is for has gone by then. */

/**
 * @param {AbortSignal} [signal] it has gone: nothing happens any more
 * @return {{start: (act: () => void, milliseconds: number) => object,
 *   stop: (timer: object | null) => void}} of which the second ends what the first began
 */
export function createTimers(signal) {
  const running = new Set();

  function stop(timer) {
    clearTimeout(timer);
    running.delete(timer);
  }

  signal?.addEventListener("abort", () => running.forEach(stop));

  return {
    start(act, milliseconds) {
      if (signal?.aborted) return null;
      const timer = setTimeout(() => {
        running.delete(timer);
        act();
      }, milliseconds);
      running.add(timer);
      return timer;
    },
    stop,
  };
}
