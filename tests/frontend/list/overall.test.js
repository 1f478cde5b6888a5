import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { createOverall } from "../../../frontend/list/overall.js";
import { createWords } from "../../../frontend/platform/words.js";
import { sentences } from "../files.js";

const MB = 1024 ** 2;
const GOING = {
  ...{ count: 12, settled: 7, arrived: 7, refused: 0, failed: 0, troubled: 0 },
  ...{ going: true, open: true, fraction: 0.41, secondsLeft: null, bytesPerSecond: 0 },
};

let line;
let overall;

beforeEach(() => {
  const parts = {};
  const element = {
    querySelector(name) {
      parts[name] ??= {
        textContent: "",
        classList: { toggle() {} },
        getRootNode: () => ({ activeElement: null }),
      };
      return parts[name];
    },
    dataset: {},
  };
  const words = createWords("en", sentences("en"));
  const rooms = { words, announce: { say() {} }, nameTab() {} };
  overall = createOverall(element, rooms, null);
  line = (more, now = 0) => {
    overall.show({ ...GOING, ...more }, false, now);
    return [".overall-text", ".overall-pace"].map((name) => parts[name].textContent);
  };
});

test("the line tells how much, how fast and how long", () => {
  assert.deepEqual(line({ secondsLeft: 120, bytesPerSecond: 3.24 * MB }), [
    "7 of 12 files, 41%,",
    "3.2 MB/s, about 2 min left",
  ]);
});

test("what is not known, or stands still, has no pace", () => {
  const known = { secondsLeft: 120, bytesPerSecond: MB };

  assert.deepEqual(line({}), ["7 of 12 files, 41%", ""]);
  assert.equal(line({ ...known, troubled: 1 })[1], "");
  assert.equal(line({ ...known, bytesPerSecond: 3 })[1], "about 2 min left");
  assert.deepEqual(line({ ...known, going: false }), [
    "7 of 12 files, 41%, paused",
    "",
  ]);
  assert.deepEqual(line({ ...known, going: false, open: false, arrived: 12 }), [
    "All 12 pictures arrived.",
    "",
  ]);
});

test("the pace changes every other second at most, and goes at once", () => {
  const at = (milliseconds, megabytes) => {
    const pace = { secondsLeft: 120, bytesPerSecond: megabytes * MB };
    return line(pace, milliseconds)[1].split(",")[0];
  };

  assert.deepEqual(
    [at(3000, 3), at(3500, 4), at(4500, 5), at(5000, 6)],
    ["3.0 MB/s", "3.0 MB/s", "3.0 MB/s", "6.0 MB/s"],
  );
  assert.equal(line({ going: false }, 5500)[1], "");
});
