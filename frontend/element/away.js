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
