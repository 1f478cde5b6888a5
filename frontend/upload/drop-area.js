/** Wires what belongs to adding pictures: the ways in, the uploads, their rows. */

import { createHandover } from "../account/handover.js";
import { createList } from "../list/list.js";
import { createOverall, watchButtons } from "../list/overall.js";
import { watchConnection } from "../platform/connection.js";
import { createHandles } from "./handles.js";
import { createReadingNote, openIntake } from "./intake.js";
import { createMemory } from "./memory.js";
import { createQueue } from "./queue.js";
import { createResume } from "./resume.js";
import { STATES } from "./states.js";
import { createAwake, createTicker } from "./ticker.js";
import { createUploader } from "./uploader.js";

/**
 * @param {{drop, follow, overlay, offline, list, unfinished, row}} roots the drop area
 *   itself; what follows on a phone once it is out of sight; what covers the window while
 *   something is dragged over it; the banner for when there is no connection; the list;
 *   what an earlier visit did not finish; the template of a row
 * @param {object} data the page's JSON block
 * @param {{words, announce, api, session}} rooms from the modules of these names
 * @param {object} on
 * @param {() => void} on.dropped something was dropped
 * @param {(name: string) => void} on.arrived an upload
 * @param {(name: string) => void} on.unwanted an upload whose file was cancelled
 * @param {(name: string) => void} on.back an upload is to be taken back
 * @param {(upload: {name, url}, button: HTMLElement) => void} on.copy
 * @return {{setHidden: (name: string, hidden: boolean) => void,
 *   gone: (name: string) => void, sessionChanged: () => void}} to tell the rows about
 *   an upload, and about who is signed in
 */
export function openDropArea(roots, data, rooms, on) {
  const { words, announce, api, session } = rooms;
  const { account } = session;
  const place = data.urls.upload;
  const chooseFiles = roots.drop.querySelector("[data-part=files]");
  const fallback = () => chooseFiles;
  const queue = createQueue();
  const handles = createHandles(place, account.who());
  const memory = createMemory(
    () => localStorage,
    place,
    data.chunkBytes,
    data.partialHours,
    account.who(),
  );
  const awake = createAwake();
  const reading = createReadingNote(roots.drop.querySelector(".reading"), rooms);
  const overallRoot = roots.list.querySelector(".overall");
  const overall = createOverall(overallRoot, words, announce, fallback);
  const connection = watchConnection(roots.offline, rooms, {
    lost: () => uploader.hold(),
    back: () => uploader.wake(),
    seen: () => uploader.wake(),
    found: () => uploader.wakeFailed(),
  });
  const rows = roots.list.querySelector(".rows");
  const list = createList(rows, roots.row, words, STATES, {
    acts: rowActs(
      () => uploader,
      () => handover.ask(),
      on,
    ),
    fallback,
    counted(count) {
      roots.list.hidden = count === 0;
      ticker.settle();
    },
  });
  const isCleared = ({ state }) => STATES[state].cleared;
  const ticker = createTicker(queue.going, (now) => {
    const snapshot = queue.snapshot(now, connection.isDown());
    uploader.unstick(now);
    list.tick();
    overall.show(snapshot, list.items().some(isCleared), now);
    awake(snapshot.going && !connection.isDown());
  });
  const uploader = createUploader(
    roots.drop,
    data,
    words,
    { api, memory, connection, account },
    {
      ...listeners({ queue, list, announce, ticker, on }),
      added(item) {
        resume.took(item.print);
        list.add(item);
        if (item.state === "locked") handover.fileWaits();
        reading.add();
        announce.count(item.state === "refused" ? "refused" : "added");
      },
      folderRead: reading.stop,
      folderEmpty: reading.empty,
    },
  );
  const resume = createResume(
    {
      section: roots.unfinished,
      template: roots.row,
      ...{ fallback, memory, handles, uploader, api },
    },
    place,
    words,
  );
  const parts = { uploader, memory, handles, resume, list };
  const handover = createHandover(session, parts);

  openIntake(roots, { uploader, words, reading, handles }, () => {
    handover.filesCome();
    on.dropped();
  });
  watchButtons(overallRoot, { uploader, list, queue }, STATES, handover.ask, fallback);
  followOnPhones(roots.follow, chooseFiles);
  warnOfLeaving(queue);
  resume.offer();

  return {
    setHidden: list.setHidden,
    sessionChanged: handover.changed,
    gone(name) {
      uploader
        .all()
        .filter((item) => item.upload === name)
        .forEach(uploader.remove);
    },
  };
}

function rowActs(uploader, signin, on) {
  return {
    cancel: (item) => uploader().remove(item),
    remove: (item) => uploader().remove(item),
    retry: (item) => uploader().goOn(item),
    resume: (item) => uploader().goOn(item),
    pause: (item) => uploader().pause([item]),
    signin,
    copy: ({ upload: name, address: url }, button) => on.copy({ name, url }, button),
    delete: (item) => on.back(item.upload),
  };
}

function listeners({ queue, list, announce, ticker, on }) {
  return {
    queued(item) {
      queue.join(item, performance.now());
      ticker.start();
    },
    changed(item) {
      list.update(item);
      if (item.state === "arrived") on.arrived(item.upload);
      if (item.state === "refused") announce.refuse(item.sentence);
      if (STATES[item.state].goes) ticker.start();
      else ticker.settle();
    },
    progressed: list.touch,
    leapt(item) {
      queue.leap(item);
      list.touch(item);
    },
    removed(item) {
      queue.leave(item);
      list.remove(item);
    },
    repeated(item) {
      list.addRepeated(item);
      announce.count("repeated");
    },
    unwanted: on.unwanted,
  };
}

// On a phone a button follows once the drop area's own is out of sight.
function followOnPhones(follow, button) {
  new IntersectionObserver(([{ isIntersecting }]) => {
    follow.hidden = isIntersecting;
  }).observe(button);
}

function warnOfLeaving(queue) {
  addEventListener("beforeunload", (event) => {
    if (queue.going() || queue.waits()) event.preventDefault();
  });
}
