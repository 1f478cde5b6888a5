/** After a reload: what was not finished is offered, and goes on where it stopped. */

import { fingerprint } from "../dropzone-config.js";
import { createUnfinished } from "../list/unfinished.js";
import { rootOf } from "./handles.js";
import { forgetUnfinished } from "./recall.js";
import { STATES } from "./states.js";

// Long enough for a tab in the background.
const ANSWER_MS = 300;

/**
 * @param {object} parts
 * @param {HTMLElement} parts.section see unfinished.js
 * @param {HTMLTemplateElement} parts.template of a row
 * @param {() => HTMLElement} parts.fallback what gets focus when no row is left
 * @param {object} parts.memory from memory.js
 * @param {object} parts.handles from handles.js
 * @param {(file: File) => void} parts.add a file to the list
 * @param {Uploads} parts.uploads
 * @param {object} parts.api from api.js
 * @param {AbortSignal} parts.signal nobody is asked any more
 * @param {string} place what this list is known by in this browser
 * @param {object} words from words.js
 */
export function createResume(parts, place, words) {
  const { section, template, fallback, memory, handles, uploads, api } = parts;
  // The focus is its host's, who has other news as well.
  const isGuest = section.closest(".guest") !== null;
  const busyElsewhere = askOtherTabs(place, () => uploads.prints(), parts.signal);
  const on = {
    fallback,
    async resume({ print, path }) {
      const file = await handles.open(path);
      if (!file || fingerprint(file) !== print) return false;
      parts.add(file);
      return true;
    },
    async forget({ print, uuid, begun }) {
      memory.forget(print);
      if (begun) await forgetUnfinished(api, uuid);
    },
  };
  const unfinished = createUnfinished(
    ...[section, template, words, STATES, on, parts.signal],
  );

  async function offer(isNew = true) {
    const left = memory.all();
    const names = await handles.names();
    handles.letGo(new Set(left.map((entry) => rootOf(pathOf(entry))))).catch(() => {});
    if (left.length === 0) return unfinished.show([], false);
    const busy = await busyElsewhere();
    if (parts.signal.aborted) return;
    const items = left
      .filter(
        ({ print }) => !busy.has(print) && !uploads.find(print) && memory.read(print),
      )
      .map((entry) => itemOf(entry, names));
    unfinished.show(items, isNew && !isGuest);
  }

  return {
    /** @param {boolean} isNew the page is new, so that what is left is the first news */
    offer,
    took: unfinished.took,
  };
}

function itemOf(entry, names) {
  const path = pathOf(entry);
  return {
    ...entry,
    path,
    file: { fullPath: path },
    state: names.has(rootOf(path)) ? "resumable" : "left",
  };
}

function pathOf({ path, name }) {
  return path ?? name;
}

// What the other tabs of this browser are busy with is not left over. `busy` tells the
// fingerprints of the files of this tab; what is returned asks the others for theirs.
function askOtherTabs(place, busy, signal) {
  const elsewhere = new Set();
  const channel = openChannel(`dropslot ${place}`);
  // Nobody can be asked: a file of another tab is offered here as well.
  if (!channel) return async () => elsewhere;
  signal.addEventListener("abort", () => channel.close());

  channel.addEventListener("message", ({ data }) => {
    if (data.asks) channel.postMessage({ busy: busy() });
    else for (const print of data.busy) elsewhere.add(print);
  });

  return async () => {
    // What they were busy with when they were asked before may be left over by now.
    elsewhere.clear();
    if (signal.aborted) return elsewhere;
    channel.postMessage({ asks: true });
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
    return elsewhere;
  };
}

// Where storage is forbidden this is, too.
function openChannel(name) {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
