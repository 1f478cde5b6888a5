/** Every state that a file can be in, and all that follows from it. */

// A server that answers, but takes a file in none of so many rounds of tries, is not away.
const WAKES = 3;

/**
 * What a row shows: the icon and tone of the status line, whether the sentence stands in
 * a popup of its own, the buttons, and the bar: `going`, `kept` (it shows how far the file
 * was, if it was begun) or `moving`. What it `says` is how much is sent (`amount`), the
 * item's own `sentence`, or else the words of the state.
 *
 * What else is true of a file:
 * `goes`      it needs the page to stay open;
 * `open`      it is not through yet;
 * `pausable`  [Pause] stops it;
 * `ends`      all of it is sent, or was: it ends as whose it was when it was sent;
 * `cleared`   [Remove finished] takes it off the list.
 */
export const STATES = {
  waiting: {
    ...{ icon: "clock", bar: "kept", acts: ["pause", "cancel"] },
    ...{ goes: true, open: true, pausable: true },
  },
  uploading: {
    ...{ icon: "up", says: "amount", bar: "going", acts: ["pause", "cancel"] },
    ...{ goes: true, open: true, pausable: true },
  },
  checking: {
    ...{ icon: "eye", bar: "moving", acts: ["cancel"] },
    ...{ goes: true, open: true, ends: true },
  },
  trouble: {
    ...{ icon: "again", tone: "wary", bar: "kept", acts: ["retry", "cancel"] },
    ...{ goes: true, open: true, pausable: true },
  },
  // For somebody to sign in.
  locked: {
    ...{ icon: "person", tone: "wary", says: "sentence", bar: "kept" },
    ...{ acts: ["signin", "cancel"], open: true },
  },
  paused: { icon: "pause", bar: "going", acts: ["resume", "cancel"], open: true },
  arrived: {
    ...{ icon: "check", tone: "good", acts: ["copy", "delete"] },
    ...{ ends: true, cleared: true },
  },
  refused: {
    ...{ icon: "stop", tone: "bad", says: "sentence", popup: true, acts: ["remove"] },
    ...{ ends: true, cleared: true },
  },
  failed: {
    ...{ icon: "stop", tone: "bad", says: "sentence", popup: true },
    ...{ acts: ["retry", "remove"] },
  },
  repeated: { icon: "twice", tone: "wary", acts: [] },
  // Of an earlier visit; the browser has hold of the file, has not, or no longer.
  resumable: {
    icon: "pause",
    says: "amount",
    bar: "going",
    acts: ["resume", "remove"],
  },
  left: { icon: "pause", says: "amount", bar: "going", acts: ["remove"] },
  stuck: {
    ...{ icon: "stop", tone: "bad", says: "sentence", popup: true },
    ...{ acts: ["remove"] },
  },
};

/** Whether a file was given up for want of an answer, and may yet go on by itself. */
export function isGivenUp({ state, unreached, wakes }) {
  return state === "failed" && unreached && wakes < WAKES;
}
