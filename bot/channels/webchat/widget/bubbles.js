/** One message on the screen: who speaks, its paragraphs, choices, sources, and what can be done with it. */
import { formatDate, h, paragraphs, webAddress } from "./text.js";

// A longer answer shows its beginning first, never less than a short answer has.
const SHOWN_CHARACTERS = 700;
const WORTH_FOLDING = 300;
// What has nothing to rate: numbers of danger, questions back, our own troubles.
const NOT_RATED = ["emergency", "trouble", "deleted", "language", "clarify"];

/** A bubble of the person. `view.retry` tries again what was not sent. */
export function makeOwn(text, language, dir, view) {
  return h("div", { class: "message mine", part: "message mine", lang: language },
    h("span", { class: "only-read", lang: view.language, dir: view.dir }, `${view.say("you")} `),
    h("div", { class: "text" }, ...paragraphs(text, dir)));
}

/** Show under a bubble of the person what became of it. */
export function showDelivery(bubble, state, view) {
  const old = bubble.querySelector(".delivery");
  if (old && old.dataset.state === state) return;
  if (old) old.remove();
  const failed = state === "not_sent" || state === "refused";
  const line = h("p", {
    class: failed ? "delivery failure" : "delivery",
    "data-state": state,
    lang: view.language,
    dir: view.dir,
    // Only a failure is worth interrupting somebody who listens.
    "aria-hidden": !failed && "true",
  }, view.say(failed || state === "sent" ? state : "sending"));
  if (state === "not_sent") {
    line.append(" ", h("button", { type: "button", click: () => view.retry() }, view.say("try_again")));
  }
  bubble.append(line);
}

/** A bubble of the other side. `message` is an object of the web chat API. */
export function makeTheirs(message, view) {
  const answer = message.answer || {};
  const isStaff = message.from === "staff" || answer.kind === "staff";
  const isUrgent = answer.kind === "emergency";
  const organizations = (answer.facts && answer.facts.organizations) || [];
  const texting = organizations
    .filter(({ phone, text }) => text && text !== phone)
    .map(({ text }) => String(text).replace(/\D/g, "").slice(-10));
  const body = paragraphs(message.text, isStaff ? "auto" : message.dir, texting);
  const text = h("div", { class: "text" }, ...body);
  const kinds = `message theirs${isStaff ? " staff" : ""}${isUrgent ? " emergency" : ""}`;
  const bubble = h("div", { class: kinds, part: kinds, lang: message.language, dir: message.dir },
    h("p", { class: "who", lang: view.language, dir: view.dir }, view.say(isStaff ? "staff" : "assistant")), text);
  if (!isUrgent && !isStaff) fold(text, body, view);
  if ((answer.sources || []).length) bubble.append(makeSources(message, view));
  if ((message.buttons || []).length) bubble.append(makeChoices(message, view));
  if (message.answer && !isStaff && !NOT_RATED.includes(answer.kind)) bubble.append(makeTools(message, view));
  return bubble;
}

/** Hide what comes after the first paragraphs of a long answer behind a button. */
function fold(text, body, view) {
  let shown = 0;
  const rest = body.filter((line) => {
    const isOver = shown > SHOWN_CHARACTERS;
    shown += line.textContent.length;
    return isOver;
  });
  // The last words of an answer say how far it can be trusted: they stay.
  rest.pop();
  if (rest.reduce((length, line) => length + line.textContent.length, 0) < WORTH_FOLDING) return;
  for (const line of rest) line.hidden = true;
  const more = h("button", {
    type: "button",
    class: "more",
    lang: view.language,
    click() {
      for (const line of rest) line.hidden = false;
      rest[0].tabIndex = -1;
      rest[0].focus({ preventScroll: true });
      more.remove();
    },
  }, view.say("show_more"));
  text.insertBefore(more, rest[0]);
}

function makeChoices(message, view) {
  const choices = message.buttons.map((choice) =>
    h("button", { type: "button", dir: "auto", click: () => view.choose(choice, message) }, choice.title));
  return h("div", { class: "choices", part: "choices", role: "group", "aria-label": view.say("choices") }, ...choices);
}

function makeSources({ answer, language }, view) {
  const checked = formatDate(answer.as_of, language);
  const list = answer.sources.map((source) => {
    const published = formatDate(source.published, language);
    return h("li", null, makeSource(source, view), ...(published ? [" · ", h("bdi", { lang: language }, published)] : []));
  });
  return h("details", { class: "sources", part: "sources", lang: view.language, dir: view.dir },
    h("summary", null, ...dated(view.say(checked ? "sources_checked" : "sources"), checked, language)),
    ...(answer.stale ? [h("p", null, view.say("sources_stale"))] : []),
    h("ul", null, ...list));
}

/** A sentence of ours with a date of the message's language in it. */
function dated(sentence, date, language) {
  const [before, after] = sentence.split("{date}");
  return after === undefined ? [before] : [before, h("bdi", { lang: language }, date), after];
}

function makeSource({ title, url }, view) {
  const href = webAddress(url);
  if (!href) return h("bdi", null, title || url || "");
  return h("a", { href, dir: "auto", target: "_blank", rel: "noopener noreferrer" }, title || href,
    h("span", { class: "only-read" }, ` (${view.say("new_window")})`));
}

function makeTools(message, view) {
  const rating = h("div", { class: "rate", role: "group", "aria-label": view.say("rate") });
  const rate = (key) => h("button", {
    type: "button",
    async click() {
      const isStored = await view.rate(message.id, key);
      // The group keeps the focus that its button had.
      rating.tabIndex = -1;
      rating.textContent = view.say(isStored ? "rated" : "not_rated");
      rating.focus({ preventScroll: true });
    },
  }, view.say(key));
  rating.append(rate("helpful"), rate("not_helpful"));
  if (message.language !== "en") rating.append(rate("wrong_translation"));
  const tools = h("div", { class: "tools" },
    h("button", { type: "button", click: (event) => copy(message, event.target, view) }, view.say("copy")),
    h("button", { type: "button", click: () => print(message, view) }, view.say("print")));
  addReader(tools, message, view);
  return h("details", { class: "extras", part: "extras", lang: view.language, dir: view.dir },
    h("summary", null, view.say("more")), rating, tools);
}

/** An answer and where it comes from, for the clipboard and for paper. */
function lines({ text, answer }) {
  const sources = (answer.sources || []).map(({ title, url }) => `${title || ""} ${webAddress(url) || ""}`.trim());
  return [...text.split("\n"), ...(sources.length ? [""] : []), ...sources];
}

async function copy(message, button, view) {
  const text = lines(message).join("\n");
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    // Outside https there is only the old way.
    const area = h("textarea", { class: "only-read", "aria-hidden": "true" });
    area.value = text;
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.textContent = view.say("copied");
}

/** Print one answer and nothing of the page around it. */
function print(message, view) {
  const frame = h("iframe", { class: "only-read", title: view.say("print"), "aria-hidden": "true", tabindex: "-1" });
  view.root.append(frame);
  const { document: paper } = frame.contentWindow;
  paper.documentElement.lang = message.language;
  paper.documentElement.dir = message.dir;
  for (const line of lines(message)) {
    const paragraph = paper.createElement("p");
    paragraph.textContent = line;
    paper.body.append(paragraph);
  }
  frame.contentWindow.addEventListener("afterprint", () => setTimeout(() => frame.remove()));
  frame.contentWindow.focus();
  frame.contentWindow.print();
}

/** Offer to read aloud where the device itself has a voice: another one would send the text to somebody. */
function addReader(tools, message, view) {
  const speech = window.speechSynthesis;
  const base = (tag) => tag.toLowerCase().split(/[-_]/)[0];
  const find = () => speech.getVoices().find(({ lang, localService }) => localService && base(lang) === base(message.language));
  const add = () => {
    if (!find() || tools.querySelector(".read")) return;
    tools.append(h("button", {
      type: "button",
      class: "read",
      click({ target }) {
        if (speech.speaking) return speech.cancel();
        const words = new SpeechSynthesisUtterance(message.text);
        words.voice = find();
        words.lang = words.voice.lang;
        words.onend = words.onerror = () => (target.textContent = view.say("read_aloud"));
        target.textContent = view.say("read_stop");
        return speech.speak(words);
      },
    }, view.say("read_aloud")));
  };
  if (!speech) return;
  add();
  // Some browsers know their voices only a moment later.
  if (speech.addEventListener) speech.addEventListener("voiceschanged", add, { once: true });
}
