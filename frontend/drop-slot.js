/** The script of a drop area, in Dropslot's own page and in any other. */

import { DropSlot } from "./element/drop-slot-element.js";
import { mount } from "./element/mount.js";

// Two versions of it may meet in one page: the first one stays.
if (!customElements.get("drop-slot")) customElements.define("drop-slot", DropSlot);

export { DropSlot, mount };
