/**
 * The conversation with the server (docs/webchat-api.md): one session, one queue, one stream.
 *
 * Messages leave in the order of writing, each until it is answered or refused for good. A message keeps
 * its id, so the server never takes it twice.
 */
const API = "/webhooks/webchat";
const REPLY_TIMEOUT_MS = 30000;
// The server sends a sign of life every 15 seconds.
const STREAM_TIMEOUT_MS = 45000;
const LONGEST_WAIT_S = 60;
// What was refused for its form will be refused again.
const REFUSED_FOR_GOOD = [400, 413, 422];
// 409: an earlier copy is being answered. 503: the bot is starting. Neither is a failure yet.
const STATES = { 409: "sending", 429: "too_many", 503: "sending" };
const PATIENCE = 5;

export class Conversation {
  /**
   * @param server Address of the bot, without a slash at its end.
   * @param on What the page does: `state(item, name)`, `messages(list)`, `gone()`; name is `sending`,
   *   `sent`, `not_sent`, `too_many` or `refused`.
   */
  constructor(server, on) {
    this.server = server;
    this.on = on;
    this.language = undefined;
    this.wake = () => this.life.wake();
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", () => (document.hidden ? this.life.hush() : this.wake()));
    this.forget();
  }

  /** Drop the queue and what is still on its way; the session on the server is not touched. */
  forget() {
    if (this.life) {
      this.life.stop.abort();
      this.life.wake();
    }
    this.token = null;
    this.seen = null;
    const stop = new AbortController();
    const waiting = new Set();
    const wake = () => waiting.forEach((done) => done());
    this.life = { stop, signal: stop.signal, queue: [], held: [], tries: 0, waiting, wake, hush() {} };
  }

  /** Queue a message: `{id, text}` or `{id, payload}`. */
  send(item) {
    this.life.queue.push(item);
    this.on.state(item, "sending");
    this.pump(this.life);
  }

  /** Try at once what waits to be sent again. */
  retry() {
    this.life.tries = 0;
    this.life.wake();
  }

  async pump(life) {
    if (life.busy) return;
    life.busy = true;
    while (life.queue.length && !life.signal.aborted) {
      const item = life.queue[0];
      this.on.state(item, "sending");
      life.sending = true;
      const outcome = await this.attempt(item, life);
      life.sending = false;
      if (life.signal.aborted) return;
      if (outcome.wait) {
        // Those behind it wait for it: an answer depends on what was said before.
        for (const waiting of outcome.state === "not_sent" ? life.queue : [item]) this.on.state(waiting, outcome.state);
        await this.pause(outcome.wait, life);
        for (const waiting of life.queue) this.on.state(waiting, "sending");
        continue;
      }
      life.tries = 0;
      life.queue.shift();
      this.on.state(item, outcome.messages ? "sent" : "refused");
      if (outcome.messages) await this.on.messages(outcome.messages);
      if (life.held.length) await this.on.messages(life.held.splice(0));
      this.listen(life);
    }
    life.busy = false;
  }

  /** Send once. Returns `{messages}`, `{}` where it is refused for good, or `{wait, state}` to try again. */
  async attempt({ id, text, payload }, life) {
    const stop = new AbortController();
    const abort = () => stop.abort();
    const timer = setTimeout(abort, REPLY_TIMEOUT_MS);
    life.signal.addEventListener("abort", abort);
    const { signal } = stop;
    let status = 0;
    let wait = 0;
    try {
      for (let renewed = false; ; renewed = true) {
        let reply = this.token ? null : await this.request("POST", "/sessions", { body: { language: this.language }, signal });
        if (reply && reply.ok) {
          const { token } = await reply.json();
          if (life.signal.aborted) return {};
          this.token = token;
        }
        if (this.token) reply = await this.request("POST", "/messages", { body: { id, text, payload }, signal });
        if (reply.ok) return await reply.json();
        ({ status } = reply);
        wait = Number(reply.headers.get("Retry-After"));
        // A session that ended is opened anew, once.
        if (renewed || (status !== 401 && status !== 404)) break;
        this.token = null;
      }
      if (REFUSED_FOR_GOOD.includes(status)) return {};
    } catch (error) {
      // The network failed, or the answer did not come in time.
    } finally {
      clearTimeout(timer);
      life.signal.removeEventListener("abort", abort);
    }
    life.tries += 1;
    const state = (life.tries <= PATIENCE && STATES[status]) || "not_sent";
    return { state, wait: Math.min(wait || backOff(life.tries), LONGEST_WAIT_S) };
  }

  /** Wait some seconds, or until the network is back or somebody presses "try again". */
  pause(seconds, life) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        life.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, seconds * 1000);
      life.waiting.add(done);
    });
  }

  /** Follow the stream for as long as the session lasts; nothing comes while the page is hidden. */
  async listen(life = this.life) {
    if (life.listening || !this.token) return;
    life.listening = true;
    for (let tries = 0; this.token && !life.signal.aborted; tries += 1) {
      const { token } = this;
      if (!document.hidden) {
        try {
          if (await this.follow(life, () => (tries = 0))) break;
        } catch (error) {
          // Cut off: go on below.
        }
      }
      if (life.signal.aborted || this.token !== token) continue;
      await this.pause(document.hidden ? 3600 : backOff(tries + 1), life);
    }
    life.listening = false;
  }

  /** Read the stream until it ends. Returns true where the conversation does not exist any more. */
  async follow(life, onLife) {
    const stop = new AbortController();
    life.hush = () => stop.abort();
    life.signal.addEventListener("abort", life.hush);
    let timer = setTimeout(life.hush, STREAM_TIMEOUT_MS);
    try {
      const after = this.seen ? `?after=${encodeURIComponent(this.seen)}` : "";
      const reply = await this.request("GET", `/stream${after}`, { signal: stop.signal });
      if (!reply.ok) return this.isGone(reply.status, life);
      const reader = reply.body.getReader();
      const decoder = new TextDecoder();
      let rest = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return false;
        clearTimeout(timer);
        timer = setTimeout(life.hush, STREAM_TIMEOUT_MS);
        onLife();
        const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) {
          if (/^event: gone$/m.test(block)) return this.isGone(404, life);
          const data = /^data: (.*)$/m.exec(block);
          if (data) await this.receive(JSON.parse(data[1]), life);
        }
      }
    } finally {
      clearTimeout(timer);
      stop.abort();
    }
  }

  /** A message of the stream. While one of ours is on its way, its own reply comes first. */
  async receive(message, life) {
    if (life.signal.aborted) return;
    this.seen = message.id;
    if (life.sending) life.held.push(message);
    else await this.on.messages([message]);
  }

  isGone(status, life) {
    if (status !== 401 && status !== 404) return false;
    this.token = null;
    if (status === 404 && !life.signal.aborted && !life.sending) this.on.gone();
    return true;
  }

  /** Delete the conversation on the server; rejects where that did not work. */
  async end() {
    const { token } = this;
    this.forget();
    if (!token) return;
    const reply = await this.request("DELETE", "/sessions", { token }).catch(() => ({ status: 0 }));
    // 401 and 404: there is nothing left to delete.
    if (reply.ok || reply.status === 401 || reply.status === 404) return;
    this.token = token;
    throw new Error("not deleted");
  }

  /** The same from a page that is closing: it asks for no answer. */
  leave() {
    const { token } = this;
    this.forget();
    if (!token) return;
    // A beacon outlives the page everywhere; a kept-alive DELETE does not in older browsers.
    const isQueued = navigator.sendBeacon && navigator.sendBeacon(`${this.server}${API}/sessions/end`, token);
    if (!isQueued) this.request("DELETE", "/sessions", { token, keepalive: true }).catch(() => {});
  }

  /** Tell what the person thought of an answer; returns whether that was stored. */
  async rate(message, rating) {
    try {
      return (await this.request("POST", "/ratings", { body: { message, rating } })).ok;
    } catch (error) {
      return false;
    }
  }

  /** The words of the chat in the first language of a list that the bot has. */
  async words(languages) {
    const reply = await this.request("GET", `/strings?language=${encodeURIComponent(languages.join())}`, { token: "" });
    if (!reply.ok) throw new Error("no words");
    return reply.json();
  }

  request(method, path, { body, signal, keepalive, token = this.token }) {
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    return fetch(this.server + API + path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal,
      keepalive,
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
    });
  }
}

/** Seconds before the next try: longer each time, and not the same for everybody. */
function backOff(tries) {
  return Math.min(LONGEST_WAIT_S, 1.5 * 2 ** tries) * (0.75 + Math.random() / 4);
}
