/** Wires the rooms of the page together; each does its own job and knows no other. */

import { createAnnouncer } from "./announce.js";
import { createApi } from "./api.js";
import { createCopy } from "./copy.js";
import { createDesk } from "./desk.js";
import { createFresh } from "./fresh.js";
import { createGallery } from "./gallery.js";
import { createRemoval } from "./removal.js";
import { openSession } from "./session.js";
import { openSlot } from "./slot.js";
import { createToast } from "./toast.js";
import { createViewer } from "./viewer.js";
import { createWords } from "./words.js";

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("dropslot-data").textContent);
const words = createWords(document.documentElement.lang, data.words);
const announce = createAnnouncer(byId("status"), byId("alert"), words);
const api = createApi(data, words);
const toast = createToast(byId("toast"));
const moveDesk = createDesk(byId("desk"));

const session = openSession(data, words, announce, api, {
  opened: moveDesk,
  changed(before) {
    slot?.sessionChanged();
    if (before !== session.name()) gallery.renew();
  },
  signOut: () => removal.finish(),
});
const takesBack = ({ mine }) => data.dropOnly && mine && !session.isAdmin();
const copyLink = createCopy(words, announce, toast, data.signedLinks ? api.link : null);

const removal = createRemoval(
  { api, account: session, toast, words, announce },
  {
    hidden(name, hidden) {
      slot?.setHidden(name, hidden);
      gallery.setHidden(name, hidden);
    },
    gone(name) {
      slot?.gone(name);
      gallery.remove(name);
    },
  },
);

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
      viewer.open(upload);
      moveDesk(viewer.dialog);
    },
    back: ({ name }) => removal.take(name),
    backOf: (upload) => (takesBack(upload) ? backButton(upload) : null),
    loaded: (count) => announce.say(words.count("page.gallery.loaded", count)),
    failed: tell,
  },
);

const viewer = createViewer(byId("viewer"), words, {
  takesBack,
  beside: gallery.beside,
  copy,
  remove: (upload) => removal.take(upload.name),
  closed: gallery.focus,
});

const slot = data.canUpload
  ? openSlot(data, words, announce, api, session, {
      dropped: viewer.close,
      arrived: createFresh(api, gallery.add),
      unwanted: (name) => api.remove(name).catch(() => {}),
      back: removal.take,
      copy,
    })
  : null;
removal.resume();
document.documentElement.classList.add("ready");

async function copy(upload, button) {
  try {
    await copyLink(upload, button);
  } catch (error) {
    if (await session.hasGone(error)) session.ask("ended");
    else tell(error);
  }
}

function tell({ message }) {
  toast.show(message);
  announce.say(message);
}

function backButton({ title }) {
  const button = byId("back-template").content.firstElementChild.cloneNode(true);
  button.setAttribute("aria-label", `${words.say("page.row.back")} ${title}`);
  return button;
}
