/** The keys of the viewer: through the pictures, closer, further, and around in one. */

const MOVE_PX = 80;
const ARROWS = {
  ArrowLeft: { dx: MOVE_PX, dy: 0 },
  ArrowRight: { dx: -MOVE_PX, dy: 0 },
  ArrowUp: { dx: 0, dy: MOVE_PX },
  ArrowDown: { dx: 0, dy: -MOVE_PX },
};

/**
 * @param {HTMLDialogElement} dialog
 * @param {object} zoom from zoom.js
 * @param {(way: -1 | 1) => void} goAcross to the picture on the left or on the right
 */
export function watchKeys(dialog, zoom, goAcross) {
  const acts = {
    "+": zoom.into,
    "=": zoom.into,
    "-": zoom.out,
    0: () => zoom.reset(true),
  };

  function arrow(way) {
    if (zoom.isZoomed()) zoom.move(way, true);
    else if (way.dx) goAcross(-Math.sign(way.dx));
  }

  dialog.addEventListener("keydown", (event) => {
    // Those are the browser's own.
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (ARROWS[key]) arrow(ARROWS[key]);
    else if (acts[key]) acts[key]();
    else return;
    event.preventDefault();
  });
}
