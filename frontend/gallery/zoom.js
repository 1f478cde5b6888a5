/** How large a picture is shown in the viewer, and which part of it. */

const STEP = 1.6;
const DOUBLE = 2.5;
const LEAST_MOST = 4;
// One pixel of the picture may be so many of the screen.
const MOST_OF_A_PIXEL = 2;
const WHOLE = { scale: 1, x: 0, y: 0 };

/**
 * A view after zooming about a point, which stays where it is.
 * @param {{scale: number, x: number, y: number}} view in pixels from the middle, like all
 *   that follows
 * @param {number} factor
 * @param {{x: number, y: number}} point
 * @param {object} bounds `most` is the largest scale; `width` and `height` are the whole
 *   picture's; `left`, `right`, `top` and `bottom` how far it is from the middle to the
 *   edges of the stage
 */
export function zoomed(view, factor, point, bounds) {
  const scale = between(1, view.scale * factor, bounds.most);
  const ratio = scale / view.scale;
  const x = point.x - (point.x - view.x) * ratio;
  const y = point.y - (point.y - view.y) * ratio;
  return inside({ scale, x, y }, bounds);
}

/** A view after moving the picture; nothing but the picture is ever moved into sight. */
export function moved({ scale, x, y }, { dx, dy }, bounds) {
  return inside({ scale, x: x + dx, y: y + dy }, bounds);
}

function inside({ scale, x, y }, { width, height, left, right, top, bottom }) {
  return {
    scale,
    x: along(x, (width * scale) / 2, left, right),
    y: along(y, (height * scale) / 2, top, bottom),
  };
}

function along(at, half, before, after) {
  if (2 * half <= before + after) return 0;
  return between(after - half, at, half - before);
}

function between(least, value, most) {
  return Math.min(Math.max(value, least), most);
}

/**
 * @param {HTMLElement} stage
 * @param {HTMLImageElement} image stands in the stage
 * @param {(scale: number, bounds: {most: number}) => void} changed
 */
export function createZoom(stage, image, changed) {
  let view = WHOLE;

  function bounds() {
    const { offsetWidth: width, offsetHeight: height } = image;
    const [x, y] = [image.offsetLeft + width / 2, image.offsetTop + height / 2];
    const [left, top] = [x - stage.offsetLeft, y - stage.offsetTop];
    const sharp = (MOST_OF_A_PIXEL * image.naturalWidth) / (width || 1);
    return {
      most: Math.max(LEAST_MOST, sharp),
      ...{ width, height, left, top },
      right: stage.offsetWidth - left,
      bottom: stage.offsetHeight - top,
    };
  }

  function take(next, isSmooth) {
    view = next.scale === 1 ? WHOLE : next;
    image.classList.toggle("is-smooth", isSmooth);
    image.style.transform =
      view === WHOLE ? "" : `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
    stage.classList.toggle("is-zoomed", view !== WHOLE);
    changed(view.scale, bounds());
  }

  // From the window's corner to the picture's middle.
  function fromMiddle({ x, y }, { left, top }) {
    const corner = stage.getBoundingClientRect();
    return { x: x - corner.left - left, y: y - corner.top - top };
  }

  function by(factor, point, isSmooth) {
    const limits = bounds();
    const about = point ? fromMiddle(point, limits) : { x: 0, y: 0 };
    take(zoomed(view, factor, about, limits), isSmooth);
  }

  return {
    isZoomed: () => view !== WHOLE,
    /** @param {{x, y}} point in the window, which stays where it is */
    by: (factor, point) => by(factor, point, false),
    into: () => by(STEP, null, true),
    out: () => by(1 / STEP, null, true),
    /** Close to a point, or back to the whole. */
    toggle(point) {
      if (view === WHOLE) by(DOUBLE, point, true);
      else take(WHOLE, true);
    },
    move: (way, isSmooth = false) => take(moved(view, way, bounds()), isSmooth),
    /** As it is, after the stage has changed. */
    settle: () => take(moved(view, { dx: 0, dy: 0 }, bounds()), false),
    /** The whole picture. */
    reset: (isSmooth = false) => take(WHOLE, isSmooth),
  };
}
