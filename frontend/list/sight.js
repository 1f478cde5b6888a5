/**
 * Which rows are in sight: those that are wrong first, and of a long list as many as a
 * person can look at. The others are in a second list, which is hidden; what has arrived
 * goes to its end, so that what goes up is always in sight.
 */

import { focusBeside } from "../platform/focus.js";

const MOST_ROWS = 30;

/**
 * @param {HTMLOListElement} list
 * @param {HTMLOListElement | null} rest null: all rows are in sight
 */
export function createSight(list, rest) {
  // In the list what is wrong stands before it, in the rest what has arrived behind it.
  const [wrong, arrived] = [list, rest].map((place) => {
    const marker = document.createComment("");
    place?.append(marker);
    return marker;
  });
  // As they came: what is wrong keeps that order, whichever was refused first.
  const turns = new WeakMap();
  // What has arrived and has not made room yet.
  const done = new Set();
  let turn = 0;
  let showsAll = false;

  const isFull = () => rest && !showsAll && list.childElementCount >= MOST_ROWS;
  const isLong = () => rest?.childElementCount > 0;

  // Whoever has the focus stays in sight.
  const isHeld = (element) => element.contains(focusBeside(element));

  // Who had the focus keeps it: to move an element takes it away.
  function move(element, put) {
    const focused = isHeld(element) ? focusBeside(element) : null;
    put();
    focused?.focus({ preventScroll: true });
  }

  const isFirst = (element) =>
    Boolean(element.compareDocumentPosition(wrong) & Node.DOCUMENT_POSITION_FOLLOWING);

  function putFirst(element) {
    let next = wrong;
    while (turns.get(next.previousSibling) > turns.get(element)) {
      next = next.previousSibling;
    }
    list.insertBefore(element, next);
  }

  function nextDone() {
    for (const one of done) {
      if (isHeld(one)) continue;
      done.delete(one);
      if (one.parentElement === list) return one;
    }
    return null;
  }

  // For one that is new: what has arrived goes first, then whoever is last.
  function makeRoom(element) {
    const last = list.lastElementChild;
    const spare = nextDone();
    if (spare) rest.append(spare);
    else if (last === element) rest.insertBefore(last, arrived);
    else if (!isHeld(last)) rest.prepend(last);
  }

  function pull() {
    while (isLong() && !isFull()) list.append(rest.firstElementChild);
  }

  return {
    /** A row is new. */
    add(element, isWrong) {
      turns.set(element, turn);
      turn += 1;
      if (isWrong) putFirst(element);
      else list.append(element);
      if (rest && !showsAll && list.childElementCount > MOST_ROWS) makeRoom(element);
    },
    /** Something is wrong with it now. */
    putFirst(element) {
      if (element.parentElement === list && isFirst(element)) return;
      move(element, () => putFirst(element));
      pull();
    },
    /** It has arrived: in a long list it makes room, with the next sweep. */
    putLast: (element) => done.add(element),
    /** Many may have arrived: to move each by itself would lay the page out each time. */
    sweep() {
      if (!isLong()) return;
      for (const element of done) {
        if (isHeld(element)) continue;
        done.delete(element);
        if (element.parentElement) rest.append(element);
      }
      pull();
    },
    /** Rows have gone. */
    settle() {
      // Of a list that is short again there is nothing more to show.
      if (list.childElementCount <= MOST_ROWS) showsAll = false;
      for (const one of done) if (!one.isConnected) done.delete(one);
      pull();
    },
    isLong,
    showsAll: () => showsAll,
    showAll(shows) {
      showsAll = shows;
      if (shows) pull();
      else {
        const over = list.childElementCount - MOST_ROWS;
        for (let i = 0; i < over; i += 1) makeRoom();
      }
    },
  };
}
