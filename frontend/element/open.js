/** Wires the rooms of one drop area together; each does its own job and knows no other. */

import { openSession } from "../account/session.js";
import { warnWithoutCookies } from "../gallery/cookies.js";
import { createCopy } from "../gallery/copy.js";
import { createRemoval } from "../gallery/removal.js";
import { createAnnouncer } from "../platform/announce.js";
import { createApi } from "../platform/api.js";
import { createToast } from "../platform/toast.js";
import { createWords } from "../platform/words.js";
import { openDropArea } from "../upload/drop-area.js";
import { openGallery } from "./open-gallery.js";

/**
 * @param {HTMLElement} root what `element.html` is, see markup.js
 * @param {object} data its JSON block; and `place`, what its list is known by in this
 *   browser, and the `headers` of every request
 * @param {object} surroundings what is around it, see guest.js and whole-page.js
 * @param {{scope: EventTarget, signal: AbortSignal}} surroundings.bounds whose drops,
 *   pastes and keys are its own; and when to let go of everything
 * @param {HTMLElement | null} surroundings.top the page's header
 * @param {(part: string, text: string | null) => void} surroundings.nameTab
 * @param {(on: object) => object} surroundings.openAddress see gallery/address.js
 * @param {object} element who wants to know what happens
 * @param {Uploads} element.uploads empty, and listened to already
 * @param {(name: string, hidden: boolean) => void} element.hidden an upload is on its way
 *   out, or back
 * @param {(snapshot: object) => void} element.ticked see ticker.js and queue.js
 */
export function openSlot(root, data, surroundings, element) {
  const { bounds, top, nameTab, openAddress } = surroundings;
  // Nobody else looks anything up: the rooms are given their elements.
  const byId = (id) => root.querySelector(`#${id}`);
  const words = createWords(root.lang, data.words);
  const announce = createAnnouncer(byId("announcements"), words, bounds.signal);
  const api = createApi(data, words);
  // Who may not add anything has no such button.
  const fallback = () => byId("files");
  const toast = createToast(byId("toast"), fallback, bounds);

  const session = openSession(
    {
      top,
      dialog: byId("sign-in"),
      limits: byId("limits-account"),
      none: byId("no-pictures"),
      note: byId("gallery-note"),
    },
    data,
    { words, announce, api, bounds },
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
  const sign = data.signedLinks ? api.link : null;
  const copyLink = createCopy(words, announce, toast, sign, bounds.signal);

  const removal = createRemoval(
    { api, account, toast, words, announce, bounds },
    data,
    {
      hidden(name, hidden) {
        dropArea?.setHidden(name, hidden);
        gallery.setHidden(name, hidden);
        element.hidden(name, hidden);
      },
      gone(name) {
        dropArea?.gone(name);
        gallery.gone(name);
      },
    },
  );

  const gallery = openGallery(
    byId,
    data,
    { words, announce, api, bounds, nameTab, openAddress },
    {
      back: removal.take,
      backOf: (upload) => (takesBack(upload) ? backButton(upload) : null),
      copy,
      failed: tell,
      fallback,
    },
  );

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
        { words, announce, api, session, nameTab, bounds, uploads: element.uploads },
        {
          dropped: gallery.close,
          arrived: gallery.arrived,
          back: removal.take,
          copy,
          copyAll,
          ticked: element.ticked,
        },
      )
    : null;
  removal.resume();
  warnWithoutCookies(byId("no-cookies"), byId("gallery-note"), data, { api, announce });
  if (data.picture) gallery.open(data.picture);
  root.classList.add("ready");

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
}
