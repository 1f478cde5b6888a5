import assert from "node:assert/strict";
import { test } from "node:test";

import { moved, zoomed } from "../../../frontend/gallery/zoom.js";

const WHOLE = { scale: 1, x: 0, y: 0 };
// A picture of 400 x 200 in the middle of a stage of 400 x 400.
const BOUNDS = {
  ...{ most: 8, width: 400, height: 200 },
  ...{ left: 200, right: 200, top: 200, bottom: 200 },
};

test("what is pointed at stays where it is", () => {
  const { scale, x, y } = zoomed(WHOLE, 4, { x: 100, y: -50 }, BOUNDS);

  assert.deepEqual({ scale, x, y }, { scale: 4, x: -300, y: 150 });
});

test("a picture is never smaller than the whole, nor closer than the most", () => {
  assert.equal(zoomed(WHOLE, 0.5, { x: 0, y: 0 }, BOUNDS).scale, 1);
  assert.equal(zoomed(WHOLE, 100, { x: 0, y: 0 }, BOUNDS).scale, 8);
});

test("a side that fits into the stage stays in its middle", () => {
  const view = zoomed(WHOLE, 2, { x: 0, y: 90 }, BOUNDS);

  assert.equal(moved(view, { dx: 0, dy: 500 }, BOUNDS).y, 0);
});

test("a side that does not fit is moved to its end and no further", () => {
  const view = zoomed(WHOLE, 2, { x: 0, y: 0 }, BOUNDS);

  assert.equal(moved(view, { dx: 9999, dy: 0 }, BOUNDS).x, 200);
  assert.equal(moved(view, { dx: -9999, dy: 0 }, BOUNDS).x, -200);
});

test("a picture that is not in the middle of its stage still reaches both ends", () => {
  const low = { ...BOUNDS, top: 250, bottom: 150 };
  const view = zoomed(WHOLE, 4, { x: 0, y: 0 }, low);

  assert.equal(moved(view, { dx: 0, dy: 9999 }, low).y, 400 - 250);
  assert.equal(moved(view, { dx: 0, dy: -9999 }, low).y, 150 - 400);
});
