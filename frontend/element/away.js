/** What stands in the element where its Dropslot cannot be reached. */

// By the tag of a language: build.js takes them out of locales/, since nobody is there to
// bring them.
const SENTENCES = JSON.parse(__SENTENCES_OF_AWAY__);
const ENGLISH = "en";

/** That nothing can be added now, in the visitor's language as far as that is known. */
export function awaySentence(element) {
  return sentencesFor(element).away;
}

/**
 * @param {HTMLElement} element
 * @param {() => void} retry
 */
export function showAway(element, retry) {
  const { away, again } = sentencesFor(element);
  const sentence = document.createElement("p");
  sentence.setAttribute("part", "away");
  sentence.setAttribute("role", "alert");
  sentence.textContent = away;
  const button = document.createElement("button");
  button.setAttribute("part", "again");
  button.type = "button";
  button.textContent = again;
  button.addEventListener("click", retry, { once: true });
  const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  shadow.replaceChildren(sentence, button);
  // Safari before 16.4 shows it as it is.
  if ("adoptedStyleSheets" in shadow) shadow.adoptedStyleSheets = [looks()];
}

// Its own sheet cannot be had either. One that a script makes is no inline style to a
// policy.
let sheet = null;
function looks() {
  if (sheet) return sheet;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; padding: 16px; border: 1px solid; border-radius: 16px }
    p { margin: 0 0 12px }
    button { min-height: 44px; padding: 8px 20px; border: 1px solid; border-radius: 10px;
      background: none; color: inherit; font: inherit; cursor: pointer }
  `);
  return sheet;
}

// What the page wants it to speak, what the browser asks for, what the page itself is in.
function sentencesFor(element) {
  const { lang } = element.closest("[lang]") ?? {};
  const tags = [element.getAttribute("language"), ...navigator.languages, lang];
  return SENTENCES[languageOf(tags)];
}

/** The first language that there are sentences in. */
export function languageOf(tags) {
  const codes = tags.filter(Boolean).map((tag) => tag.toLowerCase().split("-")[0]);
  return codes.find((code) => Object.hasOwn(SENTENCES, code)) ?? ENGLISH;
}
