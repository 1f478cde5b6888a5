import assert from "node:assert/strict";
import { test } from "node:test";

import { createQueue } from "../../../frontend/upload/queue.js";

const MB = 1024 ** 2;

const newItem = (more) => ({ state: "sending", bytes: MB, sent: 0, ...more });

function queueWith(...items) {
  const queue = createQueue();
  for (const item of items) queue.join(item, 0);
  queue.snapshot(0);
  return queue;
}

test("the bar is full only when the last answer is here", () => {
  const item = newItem();
  const queue = queueWith(item);

  Object.assign(item, { state: "checking", sent: MB });
  assert.ok(queue.snapshot(500).fraction < 1);
  item.state = "arrived";

  assert.equal(queue.snapshot(1000).fraction, 1);
});

test("the bar does not go back when files are added, and goes on from there", () => {
  const first = newItem();
  const queue = queueWith(first);
  first.sent = MB / 2;
  const before = queue.snapshot(500).fraction;

  const second = newItem({ bytes: 9 * MB });
  queue.join(second, 600);
  const joined = queue.snapshot(1000).fraction;
  second.sent = MB;

  assert.equal(joined, before);
  assert.ok(queue.snapshot(1500).fraction > joined);
});

test("the bar does not go back when a file is removed", () => {
  const large = newItem({ bytes: 9 * MB, sent: 8 * MB });
  const queue = queueWith(large, newItem());
  const before = queue.snapshot(500).fraction;

  queue.leave(large);

  assert.equal(queue.snapshot(1000).fraction, before);
});

test("the bar does not go back when a file starts again", () => {
  const item = newItem();
  const queue = queueWith(item, newItem());
  item.sent = MB;
  const before = queue.snapshot(500).fraction;

  Object.assign(item, { state: "trouble", sent: 0 });

  assert.equal(queue.snapshot(1000).fraction, before);
});

test("refused and failed files are settled, arrived ones are counted apart", () => {
  const queue = queueWith(
    newItem({ state: "arrived" }),
    newItem({ state: "refused" }),
    newItem({ state: "failed" }),
    newItem({ state: "trouble" }),
  );

  const { count, settled, arrived, refused, failed, troubled } = queue.snapshot(500);
  assert.deepEqual(
    { count, settled, arrived, refused, failed, troubled },
    { count: 4, settled: 3, arrived: 1, refused: 1, failed: 1, troubled: 1 },
  );
});

test("a file that was refused before it was sent counts but weighs nothing", () => {
  const item = newItem({ sent: MB / 2 });
  const alone = queueWith(item).snapshot(500).fraction;

  const refused = newItem({ state: "refused", unsent: true, bytes: 99 * MB });
  const both = queueWith(refused, item).snapshot(500);

  assert.equal(both.fraction, alone);
  assert.equal(both.count, 2);
});

test("a new go begins when all was over", () => {
  const old = newItem();
  const queue = queueWith(old);
  old.state = "arrived";
  queue.snapshot(500);

  queue.join(newItem(), 1000);

  const { count, fraction } = queue.snapshot(1000);
  assert.deepEqual({ count, fraction }, { count: 1, fraction: 0 });
});

test("a failed file that is tried again is a go of its own", () => {
  const item = newItem({ state: "failed" });
  const queue = queueWith(item);
  assert.equal(queue.going(), false);

  item.state = "waiting";
  queue.join(item, 1000);

  const { count, going, failed } = queue.snapshot(1000);
  assert.deepEqual({ count, going, failed }, { count: 1, going: true, failed: 0 });
});

test("the time left is not guessed at once, and then from the speed", () => {
  const item = newItem({ bytes: 10 * MB });
  const queue = queueWith(item);
  const after = (seconds) => {
    item.sent = seconds * MB;
    return queue.snapshot(seconds * 1000).secondsLeft;
  };

  assert.equal(after(1), null);
  assert.equal(after(2), null);
  assert.equal(Math.round(after(4)), 6);
});

test("what was there already moves the bar, but is no speed", () => {
  const item = newItem({ bytes: 10 * MB, sent: 5 * MB });
  const queue = createQueue();
  queue.join(item, 0);
  queue.leap(item);

  const { fraction } = queue.snapshot(0);
  const after = (seconds) => {
    item.sent = (5 + seconds / 2) * MB;
    return queue.snapshot(seconds * 1000).secondsLeft;
  };

  assert.ok(Math.abs(fraction - 0.5) < 0.01);
  after(2);
  assert.equal(Math.round(after(4)), 6);
});

test("a paused file is not through, but nothing is going either", () => {
  const item = newItem({ sent: MB / 2 });
  const queue = queueWith(item);
  const before = queue.snapshot(500).fraction;

  Object.assign(item, { state: "paused", sent: MB / 4 });

  const { open, going, fraction, settled, secondsLeft } = queue.snapshot(1000);
  assert.deepEqual({ open, going, settled }, { open: true, going: false, settled: 0 });
  assert.deepEqual([fraction, secondsLeft], [before, null]);
  assert.equal(queue.going(), false);
});

test("a pause does not slow the speed down", () => {
  const item = newItem({ bytes: 10 * MB });
  const queue = queueWith(item);
  const at = (seconds, sent, state = "sending") => {
    Object.assign(item, { state, sent: sent * MB });
    return queue.snapshot(seconds * 1000).secondsLeft;
  };
  at(2, 2);
  at(4, 4);
  at(5, 4, "paused");

  at(500, 4);
  at(502, 6);

  assert.equal(Math.round(at(504, 8)), 2);
});

test("the speed is that of the files' own bytes, however small they are", () => {
  const items = Array.from({ length: 60 }, () => newItem({ bytes: 10 * 1024 }));
  const queue = queueWith(...items);
  let speed;

  for (let second = 1; second <= 5; second += 1) {
    for (const item of items.slice(0, second * 10)) item.state = "arrived";
    speed = queue.snapshot(second * 1000).bytesPerSecond;
  }

  assert.equal(Math.round(speed / 1024), 100);
});

test("neither what was there already nor what was refused is a speed", () => {
  const [large, resumed, bad] = [newItem({ bytes: 90 * MB }), newItem(), newItem()];
  Object.assign(resumed, { bytes: 50 * MB, sent: 40 * MB });
  bad.bytes = 50 * MB;
  const queue = queueWith(large, resumed, bad);
  queue.leap(resumed);
  let told;

  for (let second = 1; second <= 5; second += 1) {
    large.sent = second * MB;
    if (second === 3) bad.state = "refused";
    told = queue.snapshot(second * 1000);
  }

  assert.equal(Math.round(told.bytesPerSecond / MB), 1);
  assert.equal(Math.round(told.secondsLeft), 85 + 10);
});

test("before it is known, and while all is paused, no speed is told", () => {
  const item = newItem({ bytes: 90 * MB });
  const queue = queueWith(item);
  const speeds = [1, 4, 5].map((second) => {
    item.sent = second * MB;
    if (second === 5) item.state = "paused";
    return queue.snapshot(second * 1000).bytesPerSecond;
  });

  assert.deepEqual(
    speeds.map((speed) => Math.round(speed / MB)),
    [0, 1, 0],
  );
});

test("what waits for a sign-in is not through, and nothing is going", () => {
  const item = newItem({ state: "locked", sent: MB / 2 });
  const queue = queueWith(item, newItem({ state: "arrived" }));

  const { open, going, locked, settled } = queue.snapshot(500);

  assert.deepEqual([open, going, locked, settled], [true, false, 1, 1]);
  assert.deepEqual([queue.going(), queue.waits()], [false, true]);
  item.state = "waiting";
  assert.deepEqual([queue.going(), queue.waits()], [true, false]);
});

test("a go is not over while others of it are still being added", () => {
  const first = newItem();
  const queue = queueWith(first);
  first.state = "arrived";
  const { open } = queue.snapshot(500, false, true);

  queue.join(newItem({ state: "arrived" }), 600);

  assert.equal(open, true);
  assert.equal(queue.snapshot(1000).arrived, 2);
});
