import { makeOwn, makeTheirs, showDelivery } from "./bubbles.js";
import { Conversation } from "./conversation.js";
import { h, linkNumbers, makeId, webAddress } from "./text.js";

const ESCAPE_TWICE_MS = 1500;
const SIZES = 3;
const DRAWN = 30;
// Read at once and only once; where sheets cannot be made from text, a link is used instead.
const STYLE = new URL("outreach-chat.css", import.meta.url).href;
const canAdopt = "adoptedStyleSheets" in Document.prototype && "replaceSync" in CSSStyleSheet.prototype;
let sheet = null;

function readSheet() {
  sheet = sheet || fetch(STYLE, { credentials: "omit", cache: "no-store" })
    .then((reply) => (reply.ok ? reply.text() : Promise.reject(new Error("no style"))))
    .then((css) => {
      const made = new CSSStyleSheet();
      made.replaceSync(css);
      return made;
    })
    .catch((error) => {
      sheet = null;
      throw error;
    });
  return sheet;
}

/**
 * `<outreach-chat>`: the chat. What stands inside the tag is shown until the chat can begin.
 *
 * It keeps nothing on the device, asks nobody but its own server, and takes every text as text.
 *
 * Attributes: `server` (address of the bot; default: where this file came from), `lang` (default: that of
 *   the page around a panel, then the browser's), `mode` (`panel`, the default, or `page`), `exit-url` (default: the
 *   deployment's), `keep="tab"` (a reload goes on with the conversation; default: nothing is kept).
 * Methods: `open()`, `close()`, `leave()`.
 * Events: `outreach-open`, `outreach-close`; they carry nothing of the conversation.
 * Parts: `launcher chat header title language leave close log message mine theirs staff emergency choices sources
 *   extras composer input send foot`.
 * Custom properties: see docs/embedding.md.
 */
export class OutreachChatElement extends HTMLElement {
  constructor() {
    super();
    this.root = this.attachShadow({ mode: "open" });
    this.root.append(h("slot"));
    this.strings = {};
    this.languages = [];
    this.language = "en";
    this.direction = "ltr";
    this.view = this.makeView();
    this.onKey = (event) => this.countEscapes(event);
    this.onShow = (event) => event.persisted && this.startAnew();
  }

  // ---- attributes

  get mode() {
    return this.getAttribute("mode") === "page" ? "page" : "panel";
  }

  get server() {
    const here = new URL("..", import.meta.url).href;
    return (webAddress(this.getAttribute("server")) || here).replace(/\/+$/, "");
  }

  get exitUrl() {
    return webAddress(this.getAttribute("exit-url")) || webAddress(this.words && this.words.exit_url) || "https://www.google.com/";
  }

  get keepsTab() {
    return this.getAttribute("keep") === "tab";
  }

  get wantedLanguages() {
    const around = this.mode === "panel" && this.parentElement && this.parentElement.closest("[lang]");
    return [this.getAttribute("lang"), around && around.lang, ...(navigator.languages || [navigator.language])].filter(Boolean);
  }

  static get observedAttributes() {
    return ["lang"];
  }

  // ---- life

  attributeChangedCallback(name, before, tag) {
    if (this.log && tag && tag !== this.language) this.changeLanguage(tag);
  }

  connectedCallback() {
    document.addEventListener("keydown", this.onKey, true);
    addEventListener("pageshow", this.onShow);
    if (!this.conversation) this.begin();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey, true);
    removeEventListener("pageshow", this.onShow);
    // Moved inside the page it goes on; taken out of it, it stops.
    setTimeout(() => !this.isConnected && this.conversation && this.conversation.forget());
  }

  /** Get words and style, and show the chat; until then, what stands inside the tag. */
  async begin() {
    this.conversation = new Conversation(this.server, {
      state: (item, state) => this.showState(item, state),
      messages: (messages) => this.receive(messages),
      gone: () => {
        this.clear();
        this.showStatus("deleted");
      },
    });
    for (let tries = 1; ; tries += 1) {
      try {
        const [words, made] = await Promise.all([this.conversation.words(this.wantedLanguages), canAdopt && readSheet()]);
        this.takeWords(words);
        if (made) this.root.adoptedStyleSheets = [made];
        break;
      } catch (error) {
        if (!this.isConnected) {
          this.conversation = null;
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, Math.min(30, 2 ** tries) * 1000));
      }
    }
    this.build();
    this.sayWords();
    this.root.textContent = "";
    if (!canAdopt) this.root.append(h("link", { rel: "stylesheet", href: STYLE }));
    this.root.append(...(this.mode === "panel" ? [this.launcher] : []), this.chat);
    if (this.restore() || this.mode === "page") this.open();
  }

  build() {
    const text = (tag, key, attributes) => h(tag, { "data-text": key, ...attributes });
    const button = (key, click, attributes) => text("button", key, { type: "button", click, ...attributes });
    const isPanel = this.mode === "panel";
    this.launcher = button("open", () => this.open(), { class: "launcher", part: "launcher", "aria-expanded": "false" });
    this.select = h("select", { id: "language", part: "language", autocomplete: "off", change: () => this.changeLanguage(this.select.value) });
    this.log = h("div", { id: "log", part: "log", role: "log", "aria-live": "polite", "data-label": "log", tabindex: "0" },
      h("div", { class: "notes" }, text("p", "privacy"), text("p", "emergency", { class: "strong" }), text("p", "leave_keys")));
    this.status = h("p", { id: "status", role: "status" });
    this.trouble = h("div", { id: "trouble", role: "alert", hidden: true },
      text("p", "no_connection"), button("try_again", () => this.conversation.retry(), { id: "reconnect" }));
    this.input = h("textarea", {
      id: "text",
      part: "input",
      rows: "1",
      maxlength: "1000",
      dir: "auto",
      autocomplete: "off",
      enterkeyhint: "send",
      "data-label": "message",
      "data-placeholder": "message",
      input: () => this.fitInput(),
      // Enter while an input method is composing picks a character; it sends nothing.
      keydown: (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && this.sendTyped(event),
    });
    this.composer = h("form", { id: "composer", part: "composer", autocomplete: "off", submit: (event) => this.sendTyped(event) },
      this.input, text("button", "send", { id: "send", part: "send", type: "submit" }));
    this.deleteButton = button("delete", () => this.askToDelete(true), { id: "delete" });
    this.keepButton = button("delete_no", () => this.askToDelete(false), { id: "delete-no" });
    this.question = h("div", {
      id: "delete-confirm",
      role: "group",
      "data-label": "delete_question",
      hidden: true,
      keydown: (event) => event.key === "Escape" && this.askToDelete(false),
    }, text("p", "delete_question"), button("delete_yes", () => this.delete(), { id: "delete-yes" }), this.keepButton);
    this.foot = h("div", { class: "foot", part: "foot" },
      button("person", () => this.send({ payload: '/faq{"topic": "find_advocate"}' }, this.say("person")), { id: "person" }),
      button("text_size", () => this.enlarge(), { id: "size" }),
      this.deleteButton, this.question);
    this.chat = h("div", {
      class: `chat ${this.mode}`,
      part: "chat",
      tabindex: isPanel && "-1",
      role: isPanel && "dialog",
      "aria-labelledby": isPanel && "title",
      hidden: isPanel,
    },
      h("header", { part: "header" },
        text(isPanel ? "h2" : "h1", "title", { id: "title", part: "title" }),
        h("label", { class: "language" }, globe(), text("span", "language", { class: "only-read" }), this.select),
        button("leave", () => this.leave(), { id: "leave", part: "leave" }),
        ...(isPanel ? [button("close", () => this.close(), { id: "close", part: "close" })] : [])),
      h(isPanel ? "div" : "main", { class: "body" }, this.log, this.status, this.trouble, this.composer, this.foot));
  }

  // ---- opening and leaving

  /** Show the chat and greet; nothing is asked of the server about anybody before this. */
  open() {
    if (!this.chat || this.isOpen) return;
    this.isOpen = true;
    this.chat.hidden = false;
    if (this.mode === "panel") {
      this.launcher.hidden = true;
      this.launcher.setAttribute("aria-expanded", "true");
      this.chat.focus();
    }
    this.dispatchEvent(new CustomEvent("outreach-open", { bubbles: true }));
    if (!this.hasBegun) this.greet();
  }

  /** Hide the panel; the conversation stays. */
  close() {
    if (!this.isOpen || this.mode === "page") return;
    this.isOpen = false;
    this.chat.hidden = true;
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
    this.dispatchEvent(new CustomEvent("outreach-close", { bubbles: true }));
  }

  greet() {
    this.hasBegun = true;
    this.send({ payload: "/greet" });
  }

  /** Leave at once: clear the screen, end the session, put a harmless page in this one's place. */
  leave() {
    const { exitUrl } = this;
    this.clear();
    this.chat.remove();
    this.conversation.leave();
    document.title = "";
    location.replace(exitUrl);
  }

  countEscapes(event) {
    if (event.key !== "Escape" || event.isComposing || event.repeat || !this.isOpen) return;
    const now = Date.now();
    if (now - (this.escapedAt || 0) < ESCAPE_TWICE_MS) this.leave();
    this.escapedAt = now;
  }

  askToDelete(asking) {
    this.question.hidden = !asking;
    this.deleteButton.hidden = asking;
    (asking ? this.keepButton : this.deleteButton).focus();
  }

  async delete() {
    const end = this.conversation.end();
    this.clear();
    this.askToDelete(false);
    let key = "deleted";
    await end.catch(() => (key = "not_deleted"));
    this.showStatus(key);
  }

  /** Take every message off the screen and drop what is on its way. */
  clear() {
    const { token } = this.conversation;
    this.conversation.forget();
    // The token stays until the server has confirmed: a failed deletion can be tried again.
    this.conversation.token = token;
    for (const bubble of Array.from(this.log.querySelectorAll(".message"))) bubble.remove();
    this.shown = new Set();
    this.waiting = 0;
    this.kept = [];
    if (this.keepsTab) sessionStorage.removeItem(this.storageKey);
    this.input.value = "";
    this.fitInput();
    this.showStatus(null);
    this.trouble.hidden = true;
    if (window.speechSynthesis) speechSynthesis.cancel();
  }

  /** A page that the browser kept for its "back" button would show the messages to the next person. */
  startAnew() {
    if (!this.log) return;
    this.clear();
    this.conversation.leave();
    this.hasBegun = false;
    if (this.isOpen) this.greet();
  }

  // ---- words

  say(key) {
    return this.strings[key] || "";
  }

  makeView() {
    const element = this;
    return {
      root: this.root,
      say: (key) => element.say(key),
      retry: () => element.conversation.retry(),
      rate: (id, rating) => element.conversation.rate(id, rating),
      choose: (choice, message) => element.send({ payload: choice.payload }, choice.title, message.language, message.dir),
      get language() {
        return element.language;
      },
      get dir() {
        return element.direction;
      },
    };
  }

  takeWords(words) {
    this.words = words;
    this.strings = words.strings;
    this.language = this.conversation.language = words.language;
    this.direction = words.dir === "rtl" ? "rtl" : "ltr";
    this.languages = words.languages;
  }

  async loadWords(tag) {
    this.takeWords(await this.conversation.words([tag]));
    this.sayWords();
  }

  /** Put the words where they belong: data-text is content, data-label a name, data-placeholder what it says. */
  sayWords() {
    for (const part of [this.launcher, this.chat]) {
      part.lang = this.language;
      part.dir = this.direction;
      for (const node of [part, ...Array.from(part.querySelectorAll("[data-text],[data-label],[data-placeholder]"))]) {
        const { text, label, placeholder } = node.dataset;
        if (text) {
          node.textContent = "";
          node.append(...linkNumbers(this.say(text)));
        }
        if (label) node.setAttribute("aria-label", this.say(label));
        if (placeholder) node.placeholder = this.say(placeholder);
      }
    }
    this.listLanguages();
    if (this.mode !== "page") return;
    document.title = this.say("title");
    document.documentElement.lang = this.language;
    document.documentElement.dir = this.direction;
  }

  listLanguages() {
    // Rebuilding the list would close it under the finger of somebody who is choosing.
    const listed = Array.from(this.select.options, ({ value }) => value).join();
    if (listed !== this.languages.map(({ tag }) => tag).join()) {
      this.select.textContent = "";
      for (const { tag, autonym, dir } of this.languages) this.select.append(h("option", { value: tag, lang: tag, dir }, autonym));
    }
    this.select.value = this.language;
  }

  async changeLanguage(tag) {
    try {
      await this.loadWords(tag);
    } catch (error) {
      this.select.value = this.language;
      this.showStatus("no_connection");
      return;
    }
    if (this.conversation.token) this.send({ payload: `/switch_language${JSON.stringify({ language: tag })}` });
  }

  /** Take the chat's words along when the whole reply came in another language of ours. */
  async followLanguage(messages) {
    const tags = new Set(messages.map(({ language }) => language));
    const [tag] = tags;
    if (tags.size !== 1 || tag === this.language || !this.languages.some((language) => language.tag === tag)) return;
    // The answer matters more than the labels around it.
    await this.loadWords(tag).catch(() => {});
  }

  // ---- sending and receiving

  sendTyped(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.fitInput();
    this.send({ text }, text, this.language, "auto");
    this.input.focus();
  }

  /** Send a message; `title` is what the person sees of it, nothing where it is our own doing. */
  send(message, title, language = this.language, dir = this.direction) {
    const item = { id: makeId(), ...message };
    if (title) {
      item.bubble = makeOwn(title, language, dir, this.view);
      item.own = { title, language, dir };
      this.append([item.bubble]);
    }
    this.waiting = (this.waiting || 0) + 1;
    this.conversation.send(item);
  }

  showState(item, state) {
    const isOver = state === "sent" || state === "refused";
    if (isOver) this.waiting -= 1;
    const isUnsent = state === "not_sent";
    if (item.bubble) showDelivery(item.bubble, state === "too_many" ? "sending" : state, this.view);
    else this.trouble.hidden = !isUnsent;
    if (isOver && item.own && state === "sent") this.keep(item.own);
    this.showStatus(state === "too_many" ? state : this.waiting && !isUnsent ? "typing" : null);
  }

  async receive(messages) {
    this.shown = this.shown || new Set();
    const fresh = messages.filter(({ id }) => !this.shown.has(id));
    for (const { id } of fresh) this.shown.add(id);
    if (!fresh.length) return;
    // Deleted by a button of an answer: what stands here goes too.
    if (fresh.some(({ answer }) => answer && answer.kind === "deleted")) {
      this.clear();
      this.conversation.forget();
    }
    await this.followLanguage(fresh);
    for (const message of fresh) this.keep(message);
    this.append(fresh.map((message) => makeTheirs(message, this.view)));
  }

  /** Add bubbles and scroll to the first of them, so that a long answer is read from its start. */
  append(bubbles) {
    this.log.append(...bubbles);
    // What scrolled away is drawn again only when somebody scrolls back: a long chat stays quick.
    const all = this.log.children;
    for (let i = all.length - DRAWN - 1; i > 0 && !all[i].classList.contains("old"); i -= 1) all[i].classList.add("old");
    this.log.scrollTop += bubbles[0].getBoundingClientRect().top - this.log.getBoundingClientRect().top - 8;
  }

  showStatus(key) {
    const text = key ? this.say(key) : "";
    this.status.className = key === "typing" ? "typing" : "";
    if (this.status.textContent === text) return;
    this.status.textContent = "";
    this.status.append(...linkNumbers(text));
  }

  enlarge() {
    const size = (Number(this.chat.dataset.size || 0) + 1) % SIZES;
    this.chat.dataset.size = size;
    this.fitInput();
  }

  fitInput() {
    this.input.style.blockSize = "auto";
    this.input.style.blockSize = `${this.input.scrollHeight + 2}px`;
  }

  // ---- keep="tab"

  get storageKey() {
    return `outreach-chat ${this.server}`;
  }

  keep(entry) {
    if (!this.keepsTab) return;
    this.kept = [...(this.kept || []), entry];
    sessionStorage.setItem(this.storageKey, JSON.stringify({ token: this.conversation.token, kept: this.kept }));
  }

  /** Show what this tab kept before a reload; false where there is nothing. */
  restore() {
    if (!this.keepsTab) return false;
    try {
      const { token, kept } = JSON.parse(sessionStorage.getItem(this.storageKey));
      this.conversation.token = token;
      this.kept = kept;
      this.shown = new Set(kept.map(({ id }) => id));
      this.append(kept.map((one) =>
        one.title ? makeOwn(one.title, one.language, one.dir, this.view) : makeTheirs(one, this.view)));
    } catch (error) {
      return false;
    }
    this.hasBegun = true;
    this.conversation.listen();
    return true;
  }
}

function globe() {
  const NAMES = "http://www.w3.org/2000/svg";
  const shape = (tag, attributes) => {
    const node = document.createElementNS(NAMES, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const icon = shape("svg", { class: "globe", viewBox: "0 0 24 24", "aria-hidden": "true" });
  icon.append(shape("circle", { cx: 12, cy: 12, r: 9 }), shape("path", { d: "M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18" }));
  return icon;
}
