import { create } from "/filepond/filepond.esm.min.js";

create(document.querySelector("input"), {
  name: "file",
  // Dropslot, too, means 1024 bytes when it says KB.
  fileSizeBase: 1024,
  server: { process: upload, revert: takeBack },
  // What was given to error(): the sentence that Dropslot refused the file with.
  labelFileProcessingError: (error) => error.body,
  labelFileProcessingRevertError: (error) => error.body,
});

// A function, because FilePond itself looks for the picture's address in the body
// of the answer, and Dropslot says it in a header.
function upload(field, file, _metadata, load, error, progress, abort) {
  const form = new FormData();
  form.append(field, file, file.name);
  const xhr = ask("POST", "/photos/", load, error);
  xhr.upload.onprogress = (event) =>
    progress(event.lengthComputable, event.loaded, event.total);
  xhr.send(form);
  return {
    abort() {
      xhr.abort();
      abort();
    },
  };
}

function takeBack(address, load, error) {
  ask("DELETE", address, load, error).send();
}

function ask(method, address, load, error) {
  const xhr = new XMLHttpRequest();
  xhr.open(method, address);
  xhr.onload = () => {
    if (xhr.status === 204) load(xhr.getResponseHeader("Location"));
    // An answer without this header is not Dropslot's: a proxy's page, perhaps.
    else if (xhr.getResponseHeader("Dropslot-Error")) error(xhr.responseText);
    else error("The server cannot answer now.");
  };
  xhr.onerror = () => error("The server cannot be reached.");
  return xhr;
}
