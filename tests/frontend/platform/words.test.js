import assert from "node:assert/strict";
import { test } from "node:test";

import {
  createWords,
  shortened,
  size,
  sizes,
} from "../../../frontend/platform/words.js";
import { sentences } from "../files.js";

const english = createWords("en", sentences("en"));
const chinese = createWords("zh-Hans", sentences("zh"));

test("sizes are counted in 1024s and rounded to a tenth", () => {
  assert.equal(size(0), "0 B");
  assert.equal(size(1023), "1023 B");
  assert.equal(size(64 * 1024 ** 2), "64 MB");
  assert.equal(size(31.24 * 1024 ** 2), "31.2 MB");
  assert.equal(size(64 * 1024 ** 2 + 1, true), "64.1 MB");
});

test("how much is sent is told in the unit of the whole", () => {
  const MB = 1024 ** 2;

  assert.deepEqual(sizes(2.1 * MB, 8 * MB), { sent: "2.1", size: "8.0 MB" });
  assert.deepEqual(sizes(0, 200 * 1024), { sent: "0", size: "200 KB" });
});

test("a long name is shortened in the middle to sixty characters", () => {
  const short = shortened(`${"头".repeat(200)}-ending.jpg`);

  assert.equal([...short].length, 60);
  assert.ok(short.endsWith("-ending.jpg"));
  assert.equal(shortened("short.jpg"), "short.jpg");
});

test("one and many are told apart where the language does", () => {
  assert.equal(english.count("page.overall.all", 1), "Your picture arrived.");
  assert.equal(english.count("page.overall.all", 1200), "All 1,200 pictures arrived.");
  assert.equal(chinese.count("page.overall.all", 12), "12 张图片全部送达。");
});

test("what a language does not count apart it says as for any other number", () => {
  const arabic = createWords("ar", {
    "files.two": "ملفان",
    "files.few": "{count} ملفات",
    "files.other": "{count} ملف",
  });

  assert.equal(arabic.count("files", 2), "ملفان");
  assert.equal(arabic.count("files", 5), "5 ملفات");
  assert.equal(arabic.count("files", 11), "11 ملف");
});

test("the time left is told roughly", () => {
  assert.equal(english.left(3), "a few seconds left");
  assert.equal(english.left(17), "about 20 s left");
  assert.equal(english.left(100), "about 2 min left");
  assert.equal(english.left(7000), "about 2 h left");
});

test("a hundred per cent is said only when it is true", () => {
  assert.equal(english.percent(0.999), "99%");
  assert.equal(english.percent(1), "100%");
});

test("until when is told as exactly as it is needed", () => {
  const now = new Date(2026, 10, 23, 12);
  const until = (...then) => english.until(new Date(...then), now);

  assert.match(until(2026, 10, 23, 14, 3), /^0?2:03\sPM$/);
  assert.equal(until(2026, 10, 30), "Nov 30");
  assert.equal(until(2027, 0, 2), "Jan 2, 2027");
  assert.equal(chinese.until(new Date(2026, 10, 30), now), "11月30日");
});

test("a speed is told in two digits, so that it does not flicker", () => {
  const MB = 1024 ** 2;

  assert.equal(english.speed(3.24 * MB), "3.2 MB/s");
  assert.equal(english.speed(3 * MB), "3.0 MB/s");
  assert.equal(english.speed(12.7 * MB), "13 MB/s");
  assert.equal(english.speed(327 * 1024), "330 KB/s");
});
