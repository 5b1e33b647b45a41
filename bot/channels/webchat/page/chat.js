/**
 * The web chat page. One module, no dependency; it speaks the API of docs/webchat-api.md.
 *
 * - Nothing is written to the device: no cookie, no storage. A reload starts anew, the token is gone.
 * - Every text of the server or of the person enters as a text node, never as markup.
 * - Markup marks what is translated: data-text (content), data-label (aria-label), data-placeholder.
 */
const API = "/webhooks/webchat";
const NEUTRAL_PAGE = "https://www.google.com/";
const REPLY_TIMEOUT_MS = 30000;
const USUAL_WAIT_S = 5;
const LONGEST_WAIT_S = 60;
// 409: an earlier copy of the message is being answered. 429: too many. 503: the bot is starting.
const WAIT_AND_ASK_AGAIN = new Set([409, 429, 503]);
// What was refused for its form will be refused again.
const REFUSED_FOR_GOOD = new Set([400, 413, 422]);

// The first group is what stands before the number: lookbehind is missing in older Safari.
const PHONE_NUMBER = new RegExp(
  "(^|[^\\w$.\\u2011-])" +
    "(" +
    "(?:\\+?1[-. \\u2011])?(?:\\(\\d{3}\\) ?|\\d{3}[-. \\u2011])\\d{3}[-. \\u2011]\\d{4}" +
    "|911|988" +
    ")(?!\\w|[-.\\u2011]\\d)",
  "g",
);

/** The server answered, but not with what was asked for. */
class Refusal extends Error {
  constructor(status) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

/** A version 4 UUID. crypto.randomUUID is missing on older phones and outside https. */
function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Resolve after some seconds; reject at once when the signal aborts. */
function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new Error("aborted"));
    });
  });
}

/** The nodes of a text: text nodes, and a link that calls for each North American number. */
export function linkNumbers(text) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(PHONE_NUMBER)) {
    const [, before, number] = match;
    const start = match.index + before.length;
    const digits = number.replace(/\D/g, "");
    const link = document.createElement("a");
    link.href = `tel:${{ 10: "+1", 11: "+" }[digits.length] || ""}${digits}`;
    link.dir = "ltr";
    link.textContent = number;
    nodes.push(document.createTextNode(text.slice(done, start)), link);
    done = start + number.length;
  }
  nodes.push(document.createTextNode(text.slice(done)));
  return nodes;
}

/** A full or partial ISO date in a language's words, or null where it is none. */
export function formatDate(iso, language) {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(iso || "");
  if (!match) return null;
  const [, year, month, day] = match;
  const options = { year: "numeric", timeZone: "UTC", calendar: "gregory" };
  if (month) options.month = "long";
  if (day) options.day = "numeric";
  const when = new Date(Date.UTC(Number(year), Number(month || 1) - 1, Number(day || 1)));
  try {
    return new Intl.DateTimeFormat(language, options).format(when);
  } catch {
    return match[0];
  }
}

function makeOption({ tag, autonym, dir }) {
  const option = document.createElement("option");
  option.value = option.lang = tag;
  option.dir = dir;
  option.textContent = autonym;
  return option;
}

/** The conversation with the server: opens sessions, sends each message until it has one answer. */
class Conversation {
  constructor() {
    this.token = null;
  }

  /**
   * Send a message and return the messages of the reply.
   *
   * A session that ended is opened anew once; where the server asks us to wait, we wait once. The
   * id stays the same, so the server never takes a message twice.
   */
  async send(message, { language, signal, onWait }) {
    let renewed = false;
    let waited = false;
    for (;;) {
      const reply = this.token
        ? await this.request("POST", "/messages", { body: message, signal })
        : await this.request("POST", "/sessions", { body: { language }, signal });
      if (reply.ok) {
        const answer = await reply.json();
        if (this.token) return answer.messages;
        this.token = answer.token;
      } else if ((reply.status === 401 || reply.status === 404) && this.token && !renewed) {
        renewed = true;
        this.token = null;
      } else if (WAIT_AND_ASK_AGAIN.has(reply.status) && !waited) {
        waited = true;
        if (reply.status === 429) onWait();
        const seconds = Number(reply.headers.get("Retry-After")) || USUAL_WAIT_S;
        await pause(Math.min(seconds, LONGEST_WAIT_S), signal);
      } else {
        throw new Refusal(reply.status);
      }
    }
  }

  /** Delete the conversation on the server; ``keepalive`` lets the request outlive the page. */
  async end({ keepalive = false } = {}) {
    if (!this.token) return;
    const reply = await this.request("DELETE", "/sessions", { keepalive });
    // 401 and 404: there is nothing left to delete.
    if (!reply.ok && reply.status !== 401 && reply.status !== 404) throw new Refusal(reply.status);
    this.token = null;
  }

  request(method, path, { body, signal, keepalive = false }) {
    const headers = {};
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (body) headers["Content-Type"] = "application/json";
    return fetch(API + path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal,
      keepalive,
      credentials: "omit",
      cache: "no-store",
    });
  }
}

/** The page around a conversation. */
class Page {
  constructor() {
    this.conversation = new Conversation();
    this.strings = {};
    this.languages = [];
    this.language = document.documentElement.lang;
    this.queue = Promise.resolve();
    this.waiting = 0;
    this.shown = new Set();
    this.unsent = null;
    this.stop = new AbortController();
    this.element = (id) => document.getElementById(id);
    this.log = this.element("log");
    this.input = this.element("text");
    this.select = this.element("language");
    this.listen();
  }

  listen() {
    this.element("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.sendTyped();
    });
    this.input.addEventListener("keydown", (event) => {
      // Enter while an input method is composing picks a character; it sends nothing.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.sendTyped();
    });
    this.input.addEventListener("input", () => this.fitInput());
    this.select.addEventListener("change", () => this.changeLanguage(this.select.value));
    this.element("leave").addEventListener("click", (event) => this.leave(event));
    this.element("reconnect").addEventListener("click", () => this.reconnect());
    this.element("delete").addEventListener("click", () => this.askToDelete(true));
    this.element("delete-no").addEventListener("click", () => this.askToDelete(false));
    this.element("delete-yes").addEventListener("click", () => this.delete());
    this.element("delete-confirm").addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.askToDelete(false);
    });
    // A page that the browser kept for its "back" button would show the messages to the next person.
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  /** Get the words, show the controls, greet. */
  async start() {
    try {
      await this.loadWords(navigator.language || "");
      const wanted = this.preferredLanguage();
      if (wanted !== this.language) await this.loadWords(wanted);
    } catch {
      this.showConnection(false);
      return;
    }
    for (const id of ["language-choice", "composer", "deletion"]) this.element(id).hidden = false;
    this.deliver({ id: makeId(), payload: "/greet" });
  }

  /** The first of the browser's languages that we have, else the one we were given. */
  preferredLanguage() {
    const tags = this.languages.map(({ tag }) => tag);
    for (const wanted of navigator.languages || []) {
      const base = wanted.split("-")[0];
      const tag =
        tags.find((one) => one.toLowerCase() === wanted.toLowerCase()) ||
        tags.find((one) => one.split("-")[0] === base);
      if (tag) return tag;
    }
    return this.language;
  }

  // ---- words

  say(key) {
    return this.strings[key] || "";
  }

  async loadWords(language) {
    const query = language ? `?language=${encodeURIComponent(language)}` : "";
    const reply = await fetch(`${API}/strings${query}`, { credentials: "omit" });
    if (!reply.ok) throw new Refusal(reply.status);
    const words = await reply.json();
    this.strings = words.strings;
    this.language = words.language;
    this.languages = words.languages;
    document.documentElement.lang = words.language;
    document.documentElement.dir = words.dir;
    for (const element of document.querySelectorAll("[data-text]")) {
      element.replaceChildren(...linkNumbers(this.say(element.dataset.text)));
    }
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", this.say(element.dataset.label));
    }
    for (const element of document.querySelectorAll("[data-placeholder]")) {
      element.placeholder = this.say(element.dataset.placeholder);
    }
    this.listLanguages();
    this.showStatus(this.waiting ? "typing" : null);
  }

  listLanguages() {
    // Rebuilding the list would close it under the finger of somebody who is choosing.
    const listed = Array.from(this.select.options, ({ value }) => value).join();
    const rebuild = listed !== this.languages.map(({ tag }) => tag).join();
    if (rebuild) this.select.replaceChildren(...this.languages.map(makeOption));
    this.select.value = this.language;
  }

  async changeLanguage(tag) {
    try {
      await this.loadWords(tag);
    } catch {
      this.select.value = this.language;
      this.showStatus("no_connection");
      return;
    }
    if (!this.conversation.token) return;
    this.deliver({ id: makeId(), payload: `/switch_language${JSON.stringify({ language: tag })}` });
  }

  /** Take the page's words along when the whole reply came in another language of ours. */
  async followLanguage(messages) {
    const tags = new Set(messages.map(({ language }) => language));
    const [tag] = tags;
    if (tags.size !== 1 || tag === this.language) return;
    if (!this.languages.some((language) => language.tag === tag)) return;
    // The answer matters more than the labels around it.
    await this.loadWords(tag).catch(() => {});
  }

  // ---- sending

  sendTyped() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.fitInput();
    const bubble = this.showOwn(text, this.language, "auto");
    this.deliver({ id: makeId(), text }, bubble);
    this.input.focus();
  }

  sendChoice(button, message) {
    const bubble = this.showOwn(button.title, message.language, message.dir);
    this.deliver({ id: makeId(), payload: button.payload }, bubble);
  }

  /** Queue a message: one at a time, in the order of writing. */
  deliver(message, bubble = null) {
    const { signal } = this.stop;
    this.waiting += 1;
    this.showStatus("typing");
    this.queue = this.queue.then(() => this.deliverNow(message, bubble, signal));
    return this.queue;
  }

  async deliverNow(message, bubble, signal) {
    if (signal.aborted) return;
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    signal.addEventListener("abort", abort);
    let timer = setTimeout(abort, REPLY_TIMEOUT_MS);
    try {
      const messages = await this.conversation.send(message, {
        language: this.language,
        signal: attempt.signal,
        onWait: () => {
          clearTimeout(timer);
          timer = setTimeout(abort, REPLY_TIMEOUT_MS + LONGEST_WAIT_S * 1000);
          this.showStatus("too_many");
        },
      });
      if (signal.aborted) return;
      await this.followLanguage(messages);
      this.showConnection(true);
      this.showReply(messages);
    } catch (error) {
      if (signal.aborted) return;
      if (bubble) this.showUnsent(message, bubble, error);
      else this.showConnection(false, message);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      if (!signal.aborted) {
        this.waiting -= 1;
        this.showStatus(this.waiting ? "typing" : null);
      }
    }
  }

  reconnect() {
    const message = this.unsent;
    this.showConnection(true);
    if (message) this.deliver(message);
    else this.start();
  }

  // ---- showing

  /** Show one line of ours under the messages; null empties it. */
  showStatus(key) {
    const status = this.element("status");
    status.className = key === "typing" ? "typing" : "";
    const text = key ? this.say(key) : "";
    if (status.textContent !== text) status.replaceChildren(...linkNumbers(text));
  }

  showConnection(works, unsent = null) {
    this.unsent = unsent;
    this.element("no-connection").hidden = works;
    this.element("reconnect").hidden = works;
  }

  showOwn(text, language, dir) {
    const bubble = this.makeBubble("mine", "you", language, dir);
    bubble.append(this.makeText(text));
    this.append(bubble);
    return bubble;
  }

  showReply(messages) {
    const fresh = messages.filter(({ id }) => !this.shown.has(id));
    const bubbles = fresh.map((message) => {
      this.shown.add(message.id);
      const bubble = this.makeBubble("theirs", "answer", message.language, message.dir);
      if (message.answer && message.answer.kind === "emergency") bubble.classList.add("emergency");
      bubble.append(this.makeText(message.text));
      if (message.answer && (message.answer.sources || []).length) bubble.append(this.makeSources(message));
      if ((message.buttons || []).length) bubble.append(this.makeChoices(message));
      return bubble;
    });
    this.append(...bubbles);
  }

  showUnsent(message, bubble, error) {
    const refused = error instanceof Refusal && REFUSED_FOR_GOOD.has(error.status);
    const line = document.createElement("p");
    line.className = "failure";
    line.lang = this.language;
    line.dir = document.documentElement.dir;
    line.textContent = `${this.say(refused ? "refused" : "not_sent")} `;
    if (!refused) {
      const again = document.createElement("button");
      again.type = "button";
      again.textContent = this.say("try_again");
      again.addEventListener("click", () => {
        line.remove();
        this.append(bubble);
        this.log.focus({ preventScroll: true });
        this.deliver(message, bubble);
      });
      line.append(again);
    }
    bubble.append(line);
    bubble.scrollIntoView({ block: "nearest" });
  }

  /** Add bubbles and scroll to the first of them, so that a long answer is read from its start. */
  append(...bubbles) {
    if (!bubbles.length) return;
    this.log.append(...bubbles);
    const [first] = bubbles;
    this.log.scrollTop += first.getBoundingClientRect().top - this.log.getBoundingClientRect().top - 8;
  }

  makeBubble(kind, speaker, language, dir) {
    const bubble = document.createElement("div");
    bubble.className = `message ${kind}`;
    bubble.lang = language;
    bubble.dir = dir;
    const name = document.createElement("span");
    name.className = "only-read";
    name.lang = this.language;
    // Without a direction of its own it would decide that of a bubble with dir="auto".
    name.dir = document.documentElement.dir;
    name.textContent = `${this.say(speaker)} `;
    bubble.append(name);
    return bubble;
  }

  makeText(text) {
    const body = document.createElement("div");
    body.className = "text";
    body.append(...linkNumbers(text));
    return body;
  }

  makeChoices(message) {
    const group = document.createElement("div");
    group.className = "choices";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", this.say("choices"));
    for (const choice of message.buttons) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = choice.title;
      button.addEventListener("click", () => this.sendChoice(choice, message));
      group.append(button);
    }
    return group;
  }

  makeSources({ answer, language }) {
    const details = document.createElement("details");
    details.className = "sources";
    details.lang = this.language;
    details.dir = document.documentElement.dir;
    const summary = document.createElement("summary");
    const checked = formatDate(answer.as_of, language);
    summary.append(...this.makeDated(this.say(checked ? "sources_checked" : "sources"), checked, language));
    details.append(summary);
    if (answer.stale) {
      const stale = document.createElement("p");
      stale.textContent = this.say("sources_stale");
      details.append(stale);
    }
    const list = document.createElement("ul");
    for (const source of answer.sources) {
      const item = document.createElement("li");
      item.append(this.makeSource(source));
      const published = formatDate(source.published, language);
      if (published) item.append(" · ", ...this.makeDated("{date}", published, language));
      list.append(item);
    }
    details.append(list);
    return details;
  }

  /** The nodes of a sentence of ours with a date of the message's language in it. */
  makeDated(sentence, date, language) {
    const [before, after] = sentence.split("{date}");
    if (after === undefined) return [before];
    const time = document.createElement("bdi");
    time.lang = language;
    time.textContent = date;
    return [before, time, after];
  }

  makeSource({ title, url }) {
    const isLink = /^https?:\/\//i.test(url || "");
    const source = document.createElement(isLink ? "a" : "bdi");
    source.dir = "auto";
    source.textContent = title || url;
    if (isLink) {
      source.href = url;
      source.target = "_blank";
      source.rel = "noopener noreferrer";
      const note = document.createElement("span");
      note.className = "only-read";
      note.textContent = ` (${this.say("new_window")})`;
      source.append(note);
    }
    return source;
  }

  fitInput() {
    this.input.style.blockSize = "auto";
    this.input.style.blockSize = `${this.input.scrollHeight + 2}px`;
  }

  // ---- deleting and leaving

  askToDelete(asking) {
    this.element("delete-confirm").hidden = !asking;
    this.element("delete").hidden = asking;
    this.element(asking ? "delete-no" : "delete").focus();
  }

  async delete() {
    this.forget();
    try {
      await this.conversation.end();
    } catch {
      this.showStatus("not_deleted");
      return;
    } finally {
      this.askToDelete(false);
    }
    this.showStatus("deleted");
  }

  /** Take every message off the screen and drop the replies that are still on their way. */
  forget() {
    this.stop.abort();
    this.stop = new AbortController();
    this.queue = Promise.resolve();
    this.waiting = 0;
    this.shown.clear();
    this.log.replaceChildren();
    this.input.value = "";
    this.fitInput();
    this.showConnection(true);
  }

  leave(event) {
    event.preventDefault();
    this.forget();
    this.conversation.end({ keepalive: true }).catch(() => {});
    location.replace(NEUTRAL_PAGE);
  }
}

new Page().start();
