// What Uppy's manual recommends: only the parts that a page needs, bundled with it.

import Uppy from "@uppy/core";
import Dashboard from "@uppy/dashboard";
import XHRUpload from "@uppy/xhr-upload";
import "@uppy/core/css/style.min.css";
import "@uppy/dashboard/css/style.min.css";

new Uppy({ autoProceed: true })
  .use(Dashboard, { target: "#uppy", inline: true })
  .use(XHRUpload, { endpoint: "/photos/", allowedMetaFields: false });
