/** Pictures side by side in rows of equal height, each with its own proportions. */

// A tower or a panorama is never narrower or lower than a finger can hit, though its
// picture may be: nothing is cropped.
const LEAST_PX = 48;
// What stands alone in a row, because a panorama follows, is not blown up beyond this.
const TALLEST = 1.5;

/**
 * @param {number[]} ratios width / height of each picture
 * @param {number} width of the whole, in pixels like all that follows
 * @param {number} rowHeight how high a row should be, about
 * @param {number} gap between two pictures
 * @return {{width: number, height: number}[]} a box for each picture, in pixels
 */
export function justified(ratios, width, rowHeight, gap) {
  const boxes = [];
  let row = [];
  const heightOf = (shapes) => {
    const sum = shapes.reduce((total, shape) => total + shape, 0);
    return (width - gap * (shapes.length - 1)) / sum;
  };

  function end(height) {
    for (const shape of row) boxes.push(box(shape, height));
    row = [];
  }

  for (const ratio of ratios) {
    const shape = Math.min(Math.max(ratio, LEAST_PX / rowHeight), width / LEAST_PX);
    const before = row.length
      ? Math.min(heightOf(row), TALLEST * rowHeight)
      : Number.POSITIVE_INFINITY;
    const after = heightOf([...row, shape]);
    // This one would press the row too low: the row is better off without it.
    if (after < rowHeight && before / rowHeight < rowHeight / after) end(before);
    row.push(shape);
    if (heightOf(row) <= rowHeight) end(heightOf(row));
  }
  // The last row is not blown up only to be full.
  if (row.length) end(Math.min(rowHeight, heightOf(row)));
  return boxes;
}

// Rounded down, or the last one of a row might not fit into it.
function box(shape, height) {
  return {
    width: Math.floor(shape * height * 100) / 100,
    height: Math.floor(height * 100) / 100,
  };
}
