import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { createAccount } from "../../../frontend/account/account.js";

const NEEDED = { name: null, is_admin: false, needed: true };
const ANN = { name: "ann", is_admin: false };
const NOBODY = { name: null, is_admin: false };
const STRANGER = { status: 401, code: "sign-in-needed" };

let changes;
let server;

const ask = async () => server();
const accountOf = (given) => createAccount(given, ask, (name) => changes.push(name));

beforeEach(() => {
  changes = [];
  server = () => ANN;
});

test("where a sign-in is needed files wait until somebody signs in", () => {
  const account = accountOf(NEEDED);
  assert.deepEqual([account.isLocked(), account.who()], [true, null]);

  account.take(ANN);

  assert.deepEqual([account.isLocked(), account.who()], [false, "ann"]);
  assert.deepEqual(changes, [null]);
});

test("where none is needed they go up as this browser's", () => {
  const account = accountOf({ ...NEEDED, needed: false });

  assert.deepEqual([account.isLocked(), account.who()], [false, ""]);
});

test("a sign-in that has ended is told of once, however many files fail", () => {
  const account = accountOf({ ...NEEDED, ...ANN });

  assert.deepEqual(
    [account.lost(), account.lost(), account.lost()],
    [true, true, true],
  );

  assert.deepEqual(changes, ["ann"]);
  assert.deepEqual([account.isLocked(), account.hasEnded()], [true, true]);
  account.take(ANN);
  assert.deepEqual([account.isLocked(), account.hasEnded()], [false, false]);
});

test("whoever has signed in elsewhere is noticed, and so is who has signed out", async () => {
  const account = accountOf(NEEDED);

  await account.look();
  assert.equal(account.name(), "ann");
  await account.look();
  server = () => NOBODY;
  await account.look();

  assert.equal(account.name(), null);
  assert.deepEqual(changes, [null, "ann"]);
});

test("an answer that comes in after somebody has signed in is old", async () => {
  const account = accountOf(NEEDED);
  let answer;
  server = () =>
    new Promise((resolve) => {
      answer = resolve;
    });

  const looking = account.look();
  await Promise.resolve();
  account.take(ANN);
  answer(NOBODY);
  await looking;

  assert.equal(account.name(), "ann");
});

test("each sign-in begins another era, and its end does not", () => {
  const account = accountOf({ ...NEEDED, ...ANN });
  const eras = [account.era()];

  account.lost();
  eras.push(account.era());
  account.take(ANN);
  eras.push(account.era());

  assert.deepEqual(eras, [0, 0, 1]);
});

test("what is not there is gone only for whoever is still signed in", async () => {
  const account = accountOf({ ...NEEDED, ...ANN });

  assert.equal(await account.hasGone({ status: 404 }), false);
  server = () => NOBODY;
  assert.equal(await account.hasGone({ status: 404 }), true);
});

test("when that cannot be known nothing is claimed to be gone", async () => {
  const account = accountOf({ ...NEEDED, ...ANN });
  server = () => Promise.reject(new Error("no line"));

  assert.equal(await account.hasGone({ status: 404 }), true);
  await account.look();
  assert.equal(account.name(), "ann");
});

test("other failures have nothing to do with it", async () => {
  const account = accountOf({ ...NEEDED, ...ANN });

  assert.equal(await account.hasGone({ status: 503 }), false);
  assert.equal(await account.hasGone(STRANGER), true);
  assert.equal(account.name(), null);
});

test("a host's own sign-in is none of our business", async () => {
  server = () => assert.fail("asked");
  const account = accountOf(null);

  assert.equal(account.lost(), false);
  await account.look();

  assert.deepEqual([account.isLocked(), account.who(), changes], [false, "", []]);
});
