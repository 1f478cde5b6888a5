/** The line above the list: how far everything is, and the buttons for all of it. */

import { focusBeside } from "../platform/focus.js";
import { createSlices } from "../platform/slices.js";

const SPOKEN = [0.75, 0.5, 0.25];
const SPOKEN_APART_MS = 10_000;
// A guess that changes twice a second only makes people restless.
const PACE_APART_MS = 2000;
// Below this a second nothing flows: the last files are being checked.
const SLOWEST_BYTES = 1024;

/**
 * How far everything is: in words, a bar and, where that is ours, the tab's title.
 * @param {HTMLElement} element holds .overall-text, .overall-pace, .overall-bar,
 *   .overall-problems and the buttons
 * @param {{words, announce, nameTab}} rooms from words.js, announce.js and tab-title.js
 * @param {() => HTMLElement} fallback what gets focus when no button is left
 */
export function createOverall(element, { words, announce, nameTab }, fallback) {
  const part = (name) => element.querySelector(`.overall-${name}`);
  const text = part("text");
  const bar = part("bar");
  const problems = part("problems");
  const pace = part("pace");
  let pacedAt = 0;
  let told = { open: false, troubled: false, share: 0, at: 0 };

  function speak(snapshot, now) {
    const { open, fraction, troubled } = snapshot;
    if (!open && told.open) announce.say(doneText(snapshot, words));
    if (troubled && !told.troubled) announce.say(words.say("page.said.trouble"));
    if (!open) {
      told = { open, troubled: false, share: 0, at: now };
      return;
    }
    const share = SPOKEN.find((part) => fraction >= part) ?? 0;
    const speaks = share > told.share && now - told.at >= SPOKEN_APART_MS;
    if (speaks) announce.say(words.percent(share));
    if (speaks || !told.open) Object.assign(told, { share, at: now });
    Object.assign(told, { open, troubled: troubled > 0 });
  }

  function showPace(snapshot, now) {
    const next = paceText(snapshot, words);
    if (next && pace.textContent && now - pacedAt < PACE_APART_MS) return;
    pace.textContent = next;
    pacedAt = now;
  }

  return {
    /**
     * @param {object} snapshot of queue.js
     * @param {boolean} clearable whether there are rows that can be cleared
     */
    show(snapshot, clearable, now) {
      const { open, going, fraction, failed } = snapshot;
      speak(snapshot, now);
      showPace(snapshot, now);
      const comma = pace.textContent && words.say("page.comma").trimEnd();
      // The rows of what was stored earlier need no summing up.
      element.hidden = snapshot.count === 0;
      text.textContent = open
        ? goingText(snapshot, words) + comma
        : arrivedText(snapshot, words);
      element.dataset.tone = toneOf(snapshot);
      part("copy").hidden = open || snapshot.arrived === 0;
      problems.textContent = problemsText(snapshot, words);
      bar.hidden = !open;
      bar.value = fraction;
      bar.classList.toggle("idle", !going);
      part("retry").hidden = failed === 0;
      showButton(part("signin"), snapshot.locked > 0, fallback);
      part("clear").hidden = open || !clearable;
      showPause(part("pause"), going, snapshot, words, fallback);
      nameTab("progress", open ? words.percent(fraction) : null);
    },
  };
}

/**
 * The buttons for all files together.
 * @param {HTMLElement} element as in createOverall
 * @param {{controls, list, queue}} rooms from the modules of these names
 * @param {object} states what is true in each state: the table of upload/states.js
 * @param {{signIn: () => void, copyAll: (uploads, button) => void,
 *   isCleared: (item) => boolean}} acts the last: whether [Remove finished] is for it
 * @param {() => HTMLElement} fallback what gets focus when no button is left
 * @param {AbortSignal} signal nobody presses them any more
 */
export function watchButtons(element, rooms, states, acts, fallback, signal) {
  const { controls, list, queue } = rooms;
  const button = (name) => element.querySelector(`.overall-${name}`);
  // There may be thousands.
  const doing = createSlices(signal);
  const inState = (is) => controls.all().filter(({ state }) => is(state));

  button("clear").addEventListener("click", () => {
    const cleared = list.items().filter(acts.isCleared);
    list.clear(cleared);
    for (const item of cleared) doing.add(() => controls.tidy(item));
    fallback().focus();
  });
  button("retry").addEventListener("click", () => {
    const failed = inState((state) => state === "failed");
    failed.forEach(controls.goOn);
    // This button goes now.
    list.focus(failed[0]);
  });
  button("signin").addEventListener("click", acts.signIn);
  button("copy").addEventListener("click", () => {
    const arrived = inState((state) => state === "arrived");
    acts.copyAll(
      arrived.map(({ upload: name, address: url }) => ({ name, url })),
      button("copy"),
    );
  });
  button("pause").addEventListener("click", () => {
    if (queue.going()) {
      controls.pause(inState((state) => states[state].pausable));
      return;
    }
    for (const item of inState((state) => state === "paused")) {
      // It may have been removed by then.
      doing.add(() => item.state === "paused" && controls.goOn(item));
    }
  });
}

// What is hidden loses the focus; to go on from there is to choose more.
function showButton(button, isWanted, fallback) {
  const hadFocus = focusBeside(button) === button;
  button.hidden = !isWanted;
  if (!isWanted && hadFocus) fallback().focus({ preventScroll: true });
}

// One file alone has its own button.
function showPause(button, going, { open, count, settled, locked }, words, fallback) {
  const act = going ? "pause" : "resume";
  // What waits for a sign-in can neither be paused nor go on.
  const isWanted = open && count - settled >= 2 && count - settled !== locked;
  showButton(button, isWanted, fallback);
  button.textContent = words.say(`page.overall.${act}`);
}

function goingText(snapshot, words) {
  const { arrived, count, refused, fraction, going, locked } = snapshot;
  return words.list([
    words.count("page.overall.going", count - refused, { done: arrived }),
    words.percent(fraction),
    !going && words.say(locked ? "page.overall.locked" : "page.overall.paused"),
  ]);
}

/** "3.2 MB/s, about 2 min left", or nothing while that is not known. */
function paceText({ secondsLeft, bytesPerSecond, troubled, going }, words) {
  if (!going || troubled || secondsLeft === null) return "";
  return words.list([
    bytesPerSecond >= SLOWEST_BYTES && words.speed(bytesPerSecond),
    words.left(secondsLeft),
  ]);
}

/** "3 failed, 2 refused." */
function problemsText({ failed, refused }, words) {
  const text = words.list([
    failed && words.count("page.overall.failed", failed),
    refused && words.count("page.overall.refused", refused),
  ]);
  return text && words.say("page.sentence", { text });
}

// What was refused never counts as one of those that were to arrive.
function arrivedText({ count, arrived, refused }, words) {
  if (!arrived) return "";
  if (arrived === count) return words.count("page.overall.all", count);
  const sent = count - refused;
  if (arrived === sent) return words.count("page.overall.others", arrived);
  return words.count("page.overall.some", sent, { done: arrived });
}

/** Glad when all has arrived, over when nothing is open any more. */
function toneOf({ open, arrived, count }) {
  if (open) return "";
  return arrived && arrived === count ? "glad" : "over";
}

function doneText(snapshot, words) {
  const sentences = [problemsText(snapshot, words), arrivedText(snapshot, words)];
  return sentences.filter(Boolean).join(" ");
}
