/** Wires what belongs to adding pictures: the ways in, the uploads, their rows. */

import { createHandover } from "../account/handover.js";
import { createFold } from "../list/fold.js";
import { createList } from "../list/list.js";
import { createOverall, watchButtons } from "../list/overall.js";
import { openIntake } from "./intake.js";
import { createQueue } from "./queue.js";
import { createResume } from "./resume.js";
import { openSending } from "./sending.js";
import { STATES, STATES_OF_FIELD } from "./states.js";
import { createAwake, createTicker } from "./ticker.js";
import { listen } from "./uploads.js";

/**
 * @param {{drop, follow, overlay, offline, list, unfinished, row}} roots the drop area
 *   itself; what follows on a phone once it is out of sight, or null; what covers all while
 *   something is dragged over it; the banner for when there is no connection; the list;
 *   what an earlier visit did not finish; the template of a row
 * @param {object} data the page's JSON block
 * @param {{words, announce, api, session, nameTab, bounds, uploads}} rooms from the
 *   modules of these names
 * @param {object} on
 * @param {() => void} on.dropped something was dropped
 * @param {(name: string) => void} on.arrived an upload
 * @param {(name: string) => void} on.back an upload is to be taken back
 * @param {(upload: {name, url}, button: HTMLElement) => void} on.copy
 * @param {(uploads: {name, url}[], button: HTMLElement) => void} on.copyAll
 * @param {(snapshot: object) => void} on.ticked how far everything is, see queue.js
 * @param {() => boolean} on.keepsRows whether what has arrived stays until it is removed
 * @return {{setHidden: (name: string, hidden: boolean) => void,
 *   gone: (name: string) => void, sessionChanged: () => void,
 *   add: (file: File) => void, put: (item: object) => void,
 *   clear: (items?: object[]) => void, limit: (most: number) => void}} to tell the rows
 *   about an upload, and about who is signed in; to add a file, or what was stored earlier;
 *   to empty the list; and how many it takes, 0 for as many as one likes
 */
export function openDropArea(roots, data, rooms, on) {
  const { words, announce, session, nameTab, bounds, uploads } = rooms;
  const chooseFiles = roots.drop.querySelector("[data-part=files]");
  const fallback = () => chooseFiles;
  const sending = openSending(uploads, data, rooms, roots);
  const { controls, adding, memory, handles, connection } = sending;
  const queue = createQueue();
  const awake = createAwake(bounds.signal);
  const overallRoot = roots.list.querySelector(".overall");
  const overall = createOverall(overallRoot, { words, announce, nameTab }, fallback);
  const states = on.keepsRows() ? STATES_OF_FIELD : STATES;
  roots.list.classList.toggle("of-field", on.keepsRows());
  const list = createList(roots.list.querySelector(".rows"), roots.row, words, states, {
    acts: rowActs(controls, () => handover.ask(), on),
    fallback,
    rest: roots.list.querySelector(".rows-rest"),
    signal: bounds.signal,
    counted(count) {
      fold.show(count, isGoing());
      ticker.settle();
    },
  });
  const fold = createFold(roots, list, words);
  const isGoing = () => queue.going() || adding.isAdding();
  const isCleared = ({ state }) =>
    STATES[state].cleared && !(state === "arrived" && on.keepsRows());
  const tick = (now) => {
    const snapshot = queue.snapshot(now, connection.isDown(), adding.isAdding());
    controls.unstick(now);
    list.tick();
    overall.show(snapshot, list.items().some(isCleared), now);
    awake(snapshot.going && !connection.isDown());
    on.ticked(snapshot);
  };
  const ticker = createTicker(isGoing, tick, bounds.signal);
  const resume = createResume(
    {
      section: roots.unfinished,
      template: roots.row,
      add: adding.add,
      ...{ fallback, memory, handles, uploads, api: rooms.api },
      signal: bounds.signal,
    },
    data.place,
    words,
  );
  const handover = createHandover(session, {
    ...{ controls, memory, handles, resume, list },
  });

  followUploads(uploads, { queue, list, announce, ticker, resume, handover }, on);
  const intake = openIntake(roots, { ...rooms, add: adding.add, handles }, () => {
    handover.filesCome();
    on.dropped();
  });
  const acts = { signIn: handover.ask, copyAll: on.copyAll, isCleared };
  const all = { controls, list, queue };
  watchButtons(overallRoot, all, STATES, acts, fallback, bounds.signal);
  if (roots.follow) followOnPhones(roots.follow, chooseFiles, bounds.signal);
  watchLeaving(queue, controls, bounds.signal);
  resume.offer();

  return {
    setHidden(name, hidden) {
      for (const item of uploads.all()) {
        if (item.upload === name) item.isLeaving = hidden;
      }
      list.setHidden(name, hidden);
    },
    sessionChanged: handover.changed,
    gone(name) {
      uploads
        .all()
        .filter((item) => item.upload === name)
        .forEach(controls.remove);
    },
    add(file) {
      handover.filesCome();
      adding.add(file);
    },
    put: (item) => uploads.put(item),
    clear(items = list.items()) {
      list.clear(items);
      items.forEach(controls.remove);
    },
    limit: intake.limit,
  };
}

function rowActs(controls, signin, on) {
  return {
    cancel: controls.remove,
    remove: controls.remove,
    retry: controls.goOn,
    resume: controls.goOn,
    pause: (item) => controls.pause([item]),
    signin,
    copy: ({ upload: name, address: url }, button) => on.copy({ name, url }, button),
    delete: (item) => on.back(item.upload),
  };
}

// Whoever shows or counts the files hears of them here.
function followUploads(uploads, rooms, on) {
  const { queue, list, announce, ticker, resume, handover } = rooms;
  listen(uploads, {
    added(item) {
      resume.took(item.print);
      list.add(item);
      queue.join(item);
      if (item.state === "locked") handover.fileWaits();
      announce.count(item.state === "refused" ? "refused" : "added");
      ticker.start();
    },
    changed(item, before) {
      if (before === "failed" && item.state !== before) queue.join(item);
      if (item.state === "given") queue.leave(item);
      list.update(item);
      if (item.state === "arrived") on.arrived(item.upload);
      if (item.state === "refused") announce.refuse(item.sentence);
      if (STATES[item.state].goes) ticker.start();
      else ticker.settle();
    },
    moved: list.touch,
    leapt(item) {
      queue.leap(item);
      list.touch(item);
    },
    removed(item) {
      queue.leave(item);
      list.remove(item);
    },
    put: list.add,
    repeated(item) {
      list.addRepeated(item);
      announce.count("repeated");
    },
  });
}

// On a phone a button follows once the drop area's own is out of sight.
function followOnPhones(follow, button, signal) {
  const observer = new IntersectionObserver(([{ isIntersecting }]) => {
    follow.hidden = isIntersecting;
  });
  observer.observe(button);
  signal.addEventListener("abort", () => observer.disconnect());
}

function watchLeaving(queue, controls, signal) {
  function ask(event) {
    if (queue.going() || queue.waits()) event.preventDefault();
  }
  // Out of the browser's memory, with the Back button.
  const comeBack = ({ persisted }) => persisted && controls.comeBack();
  addEventListener("beforeunload", ask, { signal });
  addEventListener("pagehide", controls.leave, { signal });
  addEventListener("pageshow", comeBack, { signal });
  // Whoever takes it off the page leaves, too.
  signal.addEventListener("abort", controls.leave);
}
