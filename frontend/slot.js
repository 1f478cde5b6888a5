/** Wires what belongs to adding pictures: the ways in, the uploads, their rows. */

import { createAwake } from "./awake.js";
import { isCleared, watchControls } from "./controls.js";
import { createDoor } from "./door.js";
import { createHandles } from "./handles.js";
import {
  createReadingNote,
  hasFolder,
  watchDrops,
  watchPaste,
  watchPicker,
} from "./intake.js";
import { createList } from "./list.js";
import { createMemory } from "./memory.js";
import { watchLine } from "./offline.js";
import { createOverall } from "./overall.js";
import { createPulse } from "./pulse.js";
import { createQueue, isGoing } from "./queue.js";
import { createResume } from "./resume.js";
import { createUploader } from "./uploader.js";

const byId = (id) => document.getElementById(id);
const fallback = () => byId("choose-files");

/**
 * @param {object} data the page's JSON block
 * @param {object} words from words.js
 * @param {object} announce from announce.js
 * @param {object} api from api.js
 * @param {object} session from session.js
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
export function openSlot(data, words, announce, api, session, on) {
  const place = data.urls.upload;
  const queue = createQueue();
  const handles = createHandles(place, session.who());
  const memory = createMemory(
    () => localStorage,
    place,
    data.chunkBytes,
    data.partialHours,
    session.who(),
  );
  const awake = createAwake();
  const reading = createReadingNote(byId("reading"), words, announce);
  const overall = createOverall(byId("overall"), words, announce);
  const line = watchLine(api, words, announce, () => uploader);
  const list = createList(byId("rows"), byId("row-template"), words, {
    acts: rowActs(
      () => uploader,
      () => door.ask(),
      on,
    ),
    fallback,
    counted(count) {
      byId("list").hidden = count === 0;
      pulse.settle();
    },
  });
  const pulse = createPulse(queue.going, (now) => {
    const snapshot = queue.snapshot(now, line.isDown());
    uploader.unstick(now);
    list.tick();
    overall.show(snapshot, list.items().some(isCleared), now);
    awake(snapshot.going && !line.isDown());
  });
  const uploader = createUploader(
    byId("drop"),
    data,
    words,
    { api, memory, line, account: session },
    {
      ...listeners({ queue, list, announce, pulse, on }),
      added(item) {
        resume.took(item.print);
        list.add(item);
        if (item.state === "locked") door.knock();
        reading.add();
        announce.count(item.state === "refused" ? "refused" : "added");
      },
      folderRead: reading.stop,
      folderEmpty: reading.empty,
    },
  );
  const resume = createResume(
    {
      section: byId("unfinished"),
      template: byId("row-template"),
      ...{ fallback, memory, handles, uploader, api },
    },
    place,
    words,
  );
  const door = createDoor(session, { uploader, memory, handles, resume, list });

  openTheWaysIn(uploader, words, reading, handles, () => {
    door.come();
    on.dropped();
  });
  watchControls(uploader, list, queue, door.ask);
  resume.offer();

  return {
    setHidden: list.setHidden,
    sessionChanged: door.changed,
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
    goon: (item) => uploader().goOn(item),
    pause: (item) => uploader().pause([item]),
    signin,
    copy: ({ upload: name, address: url }, button) => on.copy({ name, url }, button),
    back: (item) => on.back(item.upload),
  };
}

function listeners({ queue, list, announce, pulse, on }) {
  return {
    queued(item) {
      queue.join(item, performance.now());
      pulse.start();
    },
    changed(item) {
      list.update(item);
      if (item.state === "arrived") on.arrived(item.upload);
      if (item.state === "refused") announce.refuse(item.sentence);
      if (isGoing(item.state)) pulse.start();
      else pulse.settle();
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

function openTheWaysIn(uploader, words, reading, handles, came) {
  const add = (files) => {
    if (files.length) came();
    files.forEach(uploader.add);
  };
  const openers = ["choose-files", "choose-photos", "slot"].map(byId);
  watchPicker(byId("files"), openers, add);
  watchPicker(byId("folder"), [byId("choose-folder")], add);
  byId("choose-folder").hidden = !("webkitdirectory" in byId("folder"));
  watchPaste(add, (time) => words.say("page.drop.pasted", { time }));
  watchDrops(byId("veil"), (event) => {
    came();
    if (hasFolder(event)) reading.start();
    handles.keep(event.dataTransfer.items);
    uploader.take(event);
  });
}
