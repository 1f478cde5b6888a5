// Bundles the page: one script and one sheet, with Dropzone inside, into a folder that git
// ignores. The source maps lead a stack trace back to what was written.

import { copyFileSync } from "node:fs";
import { build } from "esbuild";

const to = "frontend/dist/";

await build({
  entryPoints: ["frontend/main.js", "frontend/main.css"],
  outdir: to,
  bundle: true,
  minify: true,
  sourcemap: true,
  format: "esm",
  // The oldest browsers that the README names.
  target: ["chrome111", "firefox113", "safari16.2"],
  banner: { js: "/*! Dropzone is inside; its licence: dropzone.LICENSE.txt */" },
});
copyFileSync("node_modules/dropzone/LICENSE", `${to}dropzone.LICENSE.txt`);
