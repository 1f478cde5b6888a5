/** Small pictures for the rows: one at a time, and only for rows that are in view. */

import { createTimers } from "../platform/timers.js";

// Twice the 48 px of a row's thumbnail, with something to spare for wide pictures.
const WIDTH_PX = 144;
// Where thousands go by, nobody looks at a row that is gone after less.
const PASSING_MS = 1000;

/**
 * @param {(element: HTMLElement, image: HTMLCanvasElement | null) => void} show
 *   gets null for a file that this browser cannot decode
 * @param {() => boolean} passing whether rows go by
 * @param {AbortSignal} signal nobody looks any more
 */
export function createPreviews(show, passing, signal) {
  const files = new Map();
  // Element -> since when.
  const seen = new Map();
  const timers = createTimers(signal);
  let busy = false;

  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.set(target, performance.now());
      else seen.delete(target);
    }
    if (passing()) timers.start(work, PASSING_MS);
    else work();
  });

  async function work() {
    if (busy) return;
    busy = true;
    for (const [element, since] of seen) {
      if (passing() && performance.now() - since < PASSING_MS) continue;
      const file = files.get(element);
      forget(element);
      if (file && !signal.aborted) show(element, await imageOf(file).catch(() => null));
    }
    busy = false;
  }

  signal.addEventListener("abort", () => {
    observer.disconnect();
    seen.clear();
    files.clear();
  });

  function forget(element) {
    observer.unobserve(element);
    seen.delete(element);
    files.delete(element);
  }

  return {
    add(element, file) {
      files.set(element, file);
      observer.observe(element);
    },
    forget,
  };
}

// No address of a blob: a page with a policy of its own may forbid those.
async function imageOf(file) {
  // Decodes and shrinks off the main thread, and turns by EXIF.
  const bitmap = await createImageBitmap(file, { resizeWidth: WIDTH_PX });
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  // Not transferFromImageBitmap: it forgets that the picture was turned (Chromium 156).
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas;
}
