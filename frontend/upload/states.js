/** Every state that a file can be in, and all that follows from it. */

/**
 * What may come `next`, and what a row shows: the icon and tone of the status line,
 * whether the sentence stands in a popup of its own, the buttons, and the bar: `going`,
 * `kept` (it shows how far the file was, if it was begun) or `moving`. What it `says` is
 * how much is sent (`amount`), the item's own `sentence`, or else the words of the state.
 *
 * What else is true of a file:
 * `goes`      it needs the page to stay open;
 * `open`      it is not through yet;
 * `pausable`  [Pause] stops it;
 * `runs`      a request of it is on its way, or will be in a moment;
 * `ends`      all of it is sent, or was: it ends as whose it was when it was sent;
 * `cleared`   [Remove finished] takes it off the list.
 */
export const STATES = {
  waiting: {
    next: ["sending", "locked", "paused"],
    ...{ icon: "clock", bar: "kept", acts: ["pause", "cancel"] },
    ...{ goes: true, open: true, pausable: true },
  },
  sending: {
    next: ["checking", "trouble", "paused", "waiting", "locked"].concat(ends()),
    ...{ icon: "up", says: "amount", bar: "going", acts: ["pause", "cancel"] },
    ...{ goes: true, open: true, pausable: true, runs: true },
  },
  checking: {
    next: ["trouble", "waiting", "locked"].concat(ends()),
    ...{ icon: "eye", bar: "moving", acts: ["cancel"] },
    ...{ goes: true, open: true, runs: true, ends: true },
  },
  trouble: {
    next: ["waiting", "locked", "paused", "failed"],
    ...{ icon: "again", tone: "wary", bar: "kept", acts: ["retry", "cancel"] },
    ...{ goes: true, open: true, pausable: true },
  },
  // For somebody to sign in.
  locked: {
    next: ["waiting", "locked"],
    ...{ icon: "person", tone: "wary", says: "sentence", bar: "kept" },
    ...{ acts: ["signin", "cancel"], open: true },
  },
  paused: {
    next: ["waiting", "locked"],
    ...{ icon: "pause", bar: "going", acts: ["resume", "cancel"], open: true },
  },
  failed: {
    // Again: there is no room for it.
    next: ["waiting", "locked", "failed"],
    ...{ icon: "stop", tone: "bad", says: "sentence", popup: true },
    ...{ acts: ["retry", "remove"] },
  },
  arrived: {
    // The form that holds it may have been sent.
    next: ["given"],
    ...{ icon: "check", tone: "good", acts: ["copy", "delete"] },
    ...{ ends: true, cleared: true },
  },
  refused: {
    next: [],
    ...{ icon: "stop", tone: "bad", says: "sentence", popup: true, acts: ["remove"] },
    ...{ ends: true, cleared: true },
  },
  // It was stored earlier, and a form holds it.
  given: {
    next: [],
    ...{ icon: "check", tone: "good", acts: ["copy", "remove"], ends: true },
  },
  repeated: { next: [], icon: "twice", tone: "wary", acts: [] },
  // Of an earlier visit; the browser has hold of the file, has not, or no longer.
  resumable: {
    next: ["stuck"],
    icon: "pause",
    says: "amount",
    bar: "going",
    acts: ["resume", "remove"],
  },
  left: {
    next: [],
    icon: "pause",
    says: "amount",
    bar: "going",
    acts: ["remove"],
  },
  stuck: {
    next: [],
    ...{ icon: "stop", tone: "bad", says: "sentence", popup: true },
    ...{ acts: ["remove"] },
  },
};

/** The same where the rows are a field of somebody's form: it is no place for links. */
export const STATES_OF_FIELD = Object.fromEntries(
  Object.entries(STATES).map(([name, state]) => {
    const acts = state.acts.filter((act) => act !== "copy");
    return [name, { ...state, acts }];
  }),
);

function ends() {
  return ["arrived", "refused", "failed"];
}
