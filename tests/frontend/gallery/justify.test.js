import assert from "node:assert/strict";
import { test } from "node:test";

import { justified } from "../../../frontend/gallery/justify.js";

const GAP = 8;
const layOut = (ratios, width) => justified(ratios, width, 192, GAP);

function rowsOf(boxes, width) {
  const rows = [[]];
  let used = 0;
  for (const box of boxes) {
    if (used + box.width > width + 0.01) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1).push(box);
    used += box.width + GAP;
  }
  return rows;
}

test("every row but the last is full, and all in a row are equally high", () => {
  const ratios = [1.5, 0.75, 2, 1, 1.78, 0.67, 3.3, 1.5, 0.67, 1.33, 1, 1.5];

  const rows = rowsOf(layOut(ratios, 928), 928);
  for (const row of rows.slice(0, -1)) {
    const used = row.reduce((sum, { width }) => sum + width, GAP * (row.length - 1));
    assert.ok(Math.abs(used - 928) < 0.5, `${used} px of 928`);
    assert.equal(new Set(row.map(({ height }) => height)).size, 1);
  }
});

test("a picture keeps its proportions", () => {
  const [{ width, height }] = layOut([1.5], 928);

  assert.ok(Math.abs(width / height - 1.5) < 0.01);
});

test("a few pictures are not blown up to fill the width", () => {
  assert.equal(layOut([1, 1], 928)[0].height, 192);
});

test("a panorama keeps its proportions, in a row of its own", () => {
  const [first, wide, last] = layOut([1.5, 12, 1.5], 928);

  assert.ok(Math.abs(wide.width - 928) < 0.5);
  assert.ok(Math.abs(wide.width / wide.height - 12) < 0.02);
  assert.ok(first.height > 150 && last.height > 150);
});

test("the widest and the narrowest can be hit with a finger", () => {
  for (const ratio of [100, 0.01]) {
    const [{ width, height }] = layOut([ratio], 320);

    assert.ok(Math.min(width, height) >= 47.9, `${width} x ${height}`);
    assert.ok(width <= 320);
  }
});
