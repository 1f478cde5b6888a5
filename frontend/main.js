/** Wires the rooms of the page together; each does its own job and knows no other. */

import { openSession } from "./account/session.js";
import { createAddress } from "./gallery/address.js";
import { warnWithoutCookies } from "./gallery/cookies.js";
import { createCopy } from "./gallery/copy.js";
import { createGallery } from "./gallery/gallery.js";
import { createArrivals } from "./gallery/loader.js";
import { createRemoval } from "./gallery/removal.js";
import { createViewer } from "./gallery/viewer.js";
import { createAnnouncer } from "./platform/announce.js";
import { createApi } from "./platform/api.js";
import { closeByItself } from "./platform/menu.js";
import { nameTab } from "./platform/tab-title.js";
import { createToast } from "./platform/toast.js";
import { createWords } from "./platform/words.js";
import { openDropArea } from "./upload/drop-area.js";

// Nobody else looks anything up in the document: the rooms are given their elements.
const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("dropslot-data").textContent);
const words = createWords(document.documentElement.lang, data.words);
const announce = createAnnouncer(byId("announcements"), words);
const api = createApi(data, words);
// Who may not add anything has no such button.
const fallback = () => byId("files");
const toast = createToast(byId("toast"), fallback);

const session = openSession(
  {
    top: byId("top"),
    dialog: byId("sign-in"),
    limits: byId("limits-account"),
    none: byId("no-pictures"),
    note: byId("gallery-note"),
  },
  data,
  { words, announce, api },
  {
    opened: announce.follow,
    changed(before) {
      dropArea?.sessionChanged();
      if (before !== account.name()) gallery.renew();
    },
    signOut: () => removal.finish(),
  },
);
const { account } = session;
const takesBack = ({ mine }) => data.dropOnly && mine && !account.isAdmin();
const addressOf = (name) => data.urls.pictures + encodeURIComponent(name);
const copyLink = createCopy(words, announce, toast, data.signedLinks ? api.link : null);

const removal = createRemoval({ api, account, toast, words, announce }, data.browser, {
  hidden(name, hidden) {
    dropArea?.setHidden(name, hidden);
    gallery.setHidden(name, hidden);
    if (!hidden) viewer.renew();
  },
  gone(name) {
    dropArea?.gone(name);
    gallery.remove(name);
  },
});

const gallery = createGallery(byId("gallery"), byId("tile-template"), data, api, {
  opened: open,
  back: ({ name }) => removal.take(name),
  backOf: (upload) => (takesBack(upload) ? backButton(upload) : null),
  addressOf,
  captionOf: ({ title, from }) =>
    words.list([title, from && words.say("page.gallery.from", { name: from })]),
  loaded: (count) => announce.say(words.count("page.gallery.loaded", count)),
  failed: tell,
  fallback,
});

const viewer = createViewer(byId("viewer"), words, addressOf, {
  beside: gallery.beside,
  place: gallery.place,
  copy,
  remove: (upload) => removal.take(upload.name),
  shown({ name, title }) {
    address.show(name);
    nameTab("picture", title);
  },
  changed: announce.say,
  closed(name) {
    address.leave();
    nameTab("picture", null);
    gallery.focus(name);
  },
});
const address = createAddress(data.urls, { came, left: viewer.close });
nameTab("page", data.title);
// A reload must not say again what has just arrived.
if (byId("arrived")) history.replaceState(null, "", data.urls.upload);
closeByItself(byId("languages"));

const dropArea = data.canUpload
  ? openDropArea(
      {
        drop: byId("drop"),
        follow: byId("follow"),
        overlay: byId("overlay"),
        offline: byId("offline"),
        list: byId("list"),
        unfinished: byId("unfinished"),
        row: byId("row-template"),
      },
      data,
      { words, announce, api, session },
      {
        dropped: viewer.close,
        arrived: createArrivals(api, gallery.add, gallery.renew),
        back: removal.take,
        copy,
        copyAll,
      },
    )
  : null;
removal.resume();
warnWithoutCookies(byId("no-cookies"), byId("gallery-note"), data, { api, announce });
// The server wrote them so that nothing behind the open picture can be reached.
for (const part of ["top", "main"]) byId(part).inert = false;
if (data.picture) open(data.picture);
document.documentElement.classList.add("ready");

function open(upload) {
  if (!viewer.isOpen()) announce.follow(viewer.dialog);
  viewer.open(upload);
}

// By Back or Forward.
async function came(name) {
  const gone = { message: words.say("page.viewer.gone") };
  // Where it cannot be asked for, nobody knows whether it is gone.
  const { upload, error = gone } = await gallery.find(name).then(
    (found) => ({ upload: found }),
    (failure) => ({ error: failure }),
  );
  if (address.here() !== name) return;
  if (upload) return open(upload);
  address.leave();
  tell(error);
}

function copy(upload, button) {
  return told(copyLink.one(upload, button));
}

function copyAll(uploads, button) {
  return told(copyLink.all(uploads, button));
}

async function told(copied) {
  try {
    await copied;
  } catch (error) {
    if (await account.hasGone(error)) session.ask("ended");
    else tell(error);
  }
}

function tell({ message }) {
  toast.show(message);
  announce.say(message);
}

function backButton({ title }) {
  const button = byId("back-template").content.firstElementChild.cloneNode(true);
  button.setAttribute("aria-label", `${words.say("page.row.delete")} ${title}`);
  return button;
}
