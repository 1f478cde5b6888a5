import { Dashboard, Uppy, XHRUpload } from "/uppy/uppy.min.mjs";

const uppy = new Uppy({ autoProceed: true, infoTimeout: 20_000 })
  .use(Dashboard, {
    target: "#uppy",
    inline: true,
    theme: "auto",
    width: "100%",
    showLinkToFileUploadResult: true,
  })
  .use(XHRUpload, {
    endpoint: "/photos/",
    // Dropslot takes the file's name from the file itself.
    allowedMetaFields: false,
    // 204 has no body; where the picture is says a header.
    getResponseData: (xhr) => ({ url: xhr.getResponseHeader("Location") }),
    // A refusal is one sentence for a person. An answer without this header is
    // not Dropslot's: a proxy's page, for example.
    onAfterResponse: (xhr) => {
      if (xhr.getResponseHeader("Dropslot-Error")) {
        throw new Error(xhr.responseText);
      }
    },
    // What was refused once is refused again; a broken line or a server that
    // is just starting is worth another try.
    shouldRetry: (xhr) => [0, 502, 503, 504].includes(xhr.status),
  });

// Uppy keeps the reason behind a question mark, which not everyone finds.
uppy.on("info-visible", () => {
  const info = uppy.getState().info.map(({ message, details, ...rest }) => ({
    ...rest,
    message: details ? `${message}: ${details}` : message,
  }));
  uppy.setState({ info });
});
