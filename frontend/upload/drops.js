/**
 * A drop anywhere in the window counts, or anywhere on the element, where it is a guest.
 * What is dragged inside the page itself (a picture of the gallery, a word) is left alone;
 * anything else but files is refused.
 */

/**
 * @param {{show, hide}} veil from veil.js
 * @param {(transfer: DataTransfer) => void} take what was dropped; only in the event
 *   itself can it be read
 * @param {(event: DragEvent) => boolean} isBusy whether what is no file may be meant for
 *   something else on the page
 * @param {{scope: EventTarget, signal: AbortSignal, isDisabled: () => boolean}} bounds see
 *   element/open.js
 */
export function watchDrops(veil, take, isBusy, { scope, signal, isDisabled }) {
  // The element that was entered last. Enter comes before leave, so the window has
  // been left only when this very one is left: no flicker, and no count to go wrong.
  let last = null;
  let fromHere = false;

  const hasFiles = ({ dataTransfer }) => dataTransfer.types.includes("Files");
  const isOurs = (event) => hasFiles(event) || !isBusy(event);
  const isTaken = (event) => hasFiles(event) && !isDisabled();

  function end() {
    last = null;
    veil.hide();
  }

  const listeners = {
    dragenter(event) {
      last = event.target;
      if (!isOurs(event)) return veil.hide();
      event.preventDefault();
      if (!isDisabled()) veil.show(event.dataTransfer);
    },
    dragover(event) {
      if (!isOurs(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = isTaken(event) ? "copy" : "none";
    },
    dragleave(event) {
      if (event.target === last) end();
    },
    drop(event) {
      end();
      if (!isOurs(event)) return;
      event.preventDefault();
      if (isTaken(event)) take(event.dataTransfer);
    },
  };
  for (const [name, listener] of Object.entries(listeners)) {
    const listen = (event) => fromHere || listener(event);
    scope.addEventListener(name, listen, { signal });
  }
  const start = () => {
    fromHere = true;
  };
  addEventListener("dragstart", start, { signal });
  // No drag tells its end when the element that it began at, or is over, has gone; but
  // as long as one goes on, no pointer moves.
  const over = () => {
    fromHere = false;
    end();
  };
  for (const name of ["dragend", "pointermove"]) {
    addEventListener(name, over, { signal });
  }
  addEventListener("keydown", ({ key }) => key === "Escape" && end(), { signal });
}
