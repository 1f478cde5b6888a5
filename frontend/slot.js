/** Wires what belongs to adding pictures: the ways in, the uploads, their rows. */

import { createAwake } from "./awake.js";
import { isCleared, watchControls } from "./controls.js";
import { createHandles } from "./handles.js";
import {
  createReadingNote,
  hasFolder,
  watchDrops,
  watchPaste,
  watchPicker,
} from "./intake.js";
import { createLine } from "./line.js";
import { createList } from "./list.js";
import { createMemory } from "./memory.js";
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
 * @param {object} on
 * @param {() => void} on.dropped something was dropped
 * @param {(name: string) => void} on.arrived an upload
 * @param {(name: string) => void} on.unwanted an upload whose file was cancelled
 * @param {(name: string) => void} on.back an upload is to be taken back
 * @param {(address: string, button: HTMLElement) => void} on.copy
 * @return {{setHidden: (name: string, hidden: boolean) => void,
 *   gone: (name: string) => void}} to tell the rows about an upload
 */
export function openSlot(data, words, announce, api, on) {
  const place = data.urls.upload;
  const queue = createQueue();
  const handles = createHandles(place);
  const memory = createMemory(() => localStorage, place, data.chunkBytes);
  const awake = createAwake();
  const reading = createReadingNote(byId("reading"), words, announce);
  const overall = createOverall(byId("overall"), words, announce);
  const line = watchLine(api, words, announce, () => uploader);
  const list = createList(byId("rows"), byId("row-template"), words, {
    acts: rowActs(() => uploader, on),
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
    { api, memory, line },
    {
      ...listeners({ queue, list, announce, pulse, on }),
      added(item) {
        resume.took(item.print);
        list.add(item);
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

  openTheWaysIn(uploader, words, reading, handles, on);
  watchControls(uploader, list, queue);
  resume.offer();

  return {
    setHidden: list.setHidden,
    gone(name) {
      uploader
        .all()
        .filter((item) => item.upload === name)
        .forEach(uploader.remove);
    },
  };
}

function rowActs(uploader, on) {
  return {
    cancel: (item) => uploader().remove(item),
    remove: (item) => uploader().remove(item),
    retry: (item) => uploader().goOn(item),
    goon: (item) => uploader().goOn(item),
    pause: (item) => uploader().pause([item]),
    copy: (item, button) => on.copy(item.address, button),
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

function watchLine(api, words, announce, uploader) {
  function show(isDown) {
    byId("offline").hidden = !isDown;
    // A `:has()` in the style sheet would be looked at with every change of every row.
    document.documentElement.classList.toggle("is-offline", isDown);
    announce.say(words.say(isDown ? "page.offline.lost" : "page.offline.back"));
  }

  return createLine(api.reach, {
    lost() {
      show(true);
      uploader().hold();
    },
    back() {
      show(false);
      uploader().wake();
    },
    seen: () => uploader().wake(),
    found: () => uploader().wakeFailed(),
  });
}

function openTheWaysIn(uploader, words, reading, handles, on) {
  const add = (files) => files.forEach(uploader.add);
  const openers = ["choose-files", "choose-photos", "slot"].map(byId);
  watchPicker(byId("files"), openers, add);
  watchPicker(byId("folder"), [byId("choose-folder")], add);
  byId("choose-folder").hidden = !("webkitdirectory" in byId("folder"));
  watchPaste(add, (time) => words.say("page.drop.pasted", { time }));
  watchDrops(byId("veil"), (event) => {
    on.dropped();
    if (hasFolder(event)) reading.start();
    handles.keep(event.dataTransfer.items);
    uploader.take(event);
  });
}
