/** `<drop-slot>`: a drop area as an element of any page, also of Dropslot's own. */

import { Uploads } from "../upload/uploads.js";
import { createEvents } from "./events.js";
import { asGuest, backOnTop } from "./guest.js";
import { rootIn } from "./markup.js";
import { openSlot } from "./open.js";
import { Stored } from "./stored.js";
import { asWholePage } from "./whole-page.js";

// Where this script comes from: `<endpoint>assets/<version>/drop-slot.js`.
const HOME = new URL("../../", import.meta.url).href;

export class DropSlot extends HTMLElement {
  #life = null;
  #stored = null;

  /** The address of the Dropslot that it sends to: its own script's, unless it is told. */
  get endpoint() {
    const given = this.getAttribute("endpoint");
    if (!given) return HOME;
    return new URL(given.replace(/\/?$/, "/"), document.baseURI).href;
  }

  /** The names of what is stored, in the order in which it was added. */
  get value() {
    return this.#stored?.names() ?? [];
  }

  connectedCallback() {
    if (!this.#life) this.#life = this.#open();
    // It has only been moved.
    else if (this.shadowRoot) backOnTop(this.shadowRoot);
  }

  // By `moveBefore`: nothing has happened to it.
  connectedMoveCallback() {}

  disconnectedCallback() {
    // Whoever moves it puts it back in the same turn.
    setTimeout(() => {
      if (this.isConnected || !this.#life) return;
      this.#life.abort();
      this.#life = null;
      this.shadowRoot?.replaceChildren();
    });
  }

  #open() {
    const life = new AbortController();
    this.#fill(life.signal).catch((error) => {
      if (!life.signal.aborted) throw error;
    });
    return life;
  }

  async #fill(signal) {
    const root = await rootIn(this, this.endpoint, this.#wishes(), signal);
    if (signal.aborted) return;
    const data = JSON.parse(root.querySelector("#dropslot-data").textContent);
    data.place = this.#placeIn(data.urls.upload);
    const language = this.getAttribute("language");
    data.headers = language ? { "Dropslot-Language": language } : {};
    const isWhole = this.hasAttribute("whole-page");
    const surroundings = isWhole
      ? asWholePage(root, data, signal)
      : asGuest(root, signal);
    openSlot(root, data, surroundings, this.#listener(data));
  }

  // What happens inside becomes events of the element.
  #listener(data) {
    const events = createEvents(this, data.urls);
    const { stored, removed } = events;
    const uploads = new Uploads();
    this.#stored = new Stored({ stored, removed, changed() {} });
    this.#stored.follow(uploads);
    events.follow(uploads);
    return {
      uploads,
      ticked: events.ticked,
      hidden: (name, isHidden) => this.#stored.setHidden(name, isHidden),
    };
  }

  #wishes() {
    const wishes = new URLSearchParams();
    if (this.hasAttribute("gallery")) wishes.set("gallery", "1");
    const language = this.getAttribute("language");
    if (language) wishes.set("language", language);
    return wishes;
  }

  // Two of one page each have their own unfinished files.
  #placeIn(upload) {
    const mark = this.id || this.getAttribute("name");
    return mark && !this.hasAttribute("whole-page") ? `${upload}#${mark}` : upload;
  }
}
