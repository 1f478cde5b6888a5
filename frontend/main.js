/** Wires the rooms of the page together; each does its own job and knows no other. */

import { createAnnouncer } from "./announce.js";
import { createApi } from "./api.js";
import { createCopy } from "./copy.js";
import { createFresh } from "./fresh.js";
import { createGallery } from "./gallery.js";
import { createRemoval } from "./removal.js";
import { openSlot } from "./slot.js";
import { createToast } from "./toast.js";
import { createViewer } from "./viewer.js";
import { createWords } from "./words.js";

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("dropslot-data").textContent);
const words = createWords(document.documentElement.lang, data.words);
const announce = createAnnouncer(byId("status"), byId("alert"), words);
const api = createApi(data.urls, words);
const toast = createToast(byId("toast"));
const copy = createCopy(words, announce);

const removal = createRemoval(api, toast, words, announce, {
  hidden(name, hidden) {
    slot?.setHidden(name, hidden);
    gallery.setHidden(name, hidden);
  },
  gone(name) {
    slot?.gone(name);
    gallery.remove(name);
  },
});

const gallery = createGallery(
  {
    list: byId("pictures"),
    template: byId("tile-template"),
    empty: byId("no-pictures"),
    more: byId("more"),
  },
  data,
  api,
  {
    opened(upload) {
      // A modal dialog makes all that is outside of it inert.
      viewer.dialog.append(byId("desk"));
      viewer.open(upload);
    },
    loaded: (count) => announce.say(words.count("page.gallery.loaded", count)),
    failed: (error) => toast.show(error.message),
  },
);

const viewer = createViewer(byId("viewer"), words, {
  beside: gallery.beside,
  copy: (upload, button) => copy(upload.url, button),
  remove: (upload) => removal.take(upload.name),
  closed(name) {
    document.body.append(byId("desk"));
    gallery.focus(name);
  },
});

const slot =
  data.canUpload &&
  openSlot(data, words, announce, api, {
    dropped: viewer.close,
    arrived: createFresh(api, gallery.add),
    unwanted: (name) => api.remove(name).catch(() => {}),
    back: removal.take,
    copy,
  });
removal.resume();
document.documentElement.classList.add("ready");
