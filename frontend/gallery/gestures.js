/** What fingers, the mouse and its wheel do with the picture in the viewer. */

const SWIPE_PX = 48;
// A finger that rests moves as well.
const STILL_PX = 8;
// Two taps within this are one double tap (Android's own time).
const DOUBLE_TAP_MS = 300;
const DOUBLE_TAP_PX = 40;
const LINE_PX = 16;
const PIXELS_TO_POWER = 0.002;
// Trackpads report two fingers as small turns of the wheel with Ctrl.
const PINCH_TO_POWER = 0.01;

/**
 * @param {HTMLElement} stage
 * @param {HTMLImageElement} image stands in the stage
 * @param {object} zoom from zoom.js
 * @param {(way: -1 | 1) => void} swiped to the left or to the right
 * @param {AbortSignal} signal they mean nothing any more
 * @return {{hasDragged: () => boolean}} whether what ends with a click was none
 */
export function watchGestures(stage, image, zoom, swiped, signal) {
  // Where each finger is, by its number; a mouse is one finger.
  const fingers = new Map();
  let began = null;
  let hasPinched = false;
  let hasDragged = false;
  let lastTap = null;

  function down(event) {
    if (event.button !== 0) return;
    // Else the browser would drag the picture, or select it.
    if (event.pointerType === "mouse") event.preventDefault();
    fingers.set(event.pointerId, at(event));
    if (fingers.size === 1) {
      began = at(event);
      hasPinched = hasDragged = false;
    }
  }

  function move(event) {
    const from = fingers.get(event.pointerId);
    if (!from) return;
    const to = at(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, to);
    if (other) {
      hasPinched = true;
      pinch(zoom, other, from, to);
    } else if (zoom.isZoomed()) {
      zoom.move({ dx: to.x - from.x, dy: to.y - from.y });
    }
    hasDragged ||= distance(began, to) > STILL_PX;
    stage.classList.toggle("is-held", hasDragged && zoom.isZoomed());
  }

  function up(event) {
    if (!fingers.delete(event.pointerId) || fingers.size) return;
    stage.classList.remove("is-held");
    if (event.type === "pointercancel" || hasPinched) return;
    const end = at(event);
    if (!hasDragged && event.target === image) tap(end, event.timeStamp);
    else if (event.pointerType !== "mouse" && !zoom.isZoomed()) swipe(end);
  }

  function swipe({ x, y }) {
    const [dx, dy] = [x - began.x, y - began.y];
    if (Math.abs(dx) > SWIPE_PX && Math.abs(dx) > Math.abs(dy)) swiped(Math.sign(dx));
  }

  function tap(point, time) {
    const isSecond =
      lastTap &&
      time - lastTap.time < DOUBLE_TAP_MS &&
      distance(lastTap.point, point) < DOUBLE_TAP_PX;
    lastTap = isSecond ? null : { point, time };
    if (isSecond) zoom.toggle(point);
  }

  stage.addEventListener("pointerdown", down);
  // The pointer may leave the stage meanwhile.
  addEventListener("pointermove", move, { signal });
  addEventListener("pointerup", up, { signal });
  addEventListener("pointercancel", up, { signal });
  stage.addEventListener("wheel", (event) => turn(event, zoom), { passive: false });

  return { hasDragged: () => hasDragged || hasPinched };
}

function turn(event, zoom) {
  event.preventDefault();
  const pixels = event.deltaY * (event.deltaMode === 1 ? LINE_PX : 1);
  const power = pixels * (event.ctrlKey ? PINCH_TO_POWER : PIXELS_TO_POWER);
  zoom.by(Math.exp(-Math.min(Math.max(power, -1), 1)), at(event));
}

// One finger moves, the other stays: their middle moves half as far.
function pinch(zoom, other, from, to) {
  const middle = { x: (other.x + to.x) / 2, y: (other.y + to.y) / 2 };
  zoom.by(distance(other, to) / (distance(other, from) || 1), middle);
  zoom.move({ dx: (to.x - from.x) / 2, dy: (to.y - from.y) / 2 });
}

function at({ clientX, clientY }) {
  return { x: clientX, y: clientY };
}

function distance(one, other) {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
