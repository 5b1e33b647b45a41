/**
 * The one file that a page names: `<script type="module" src="https://BOT/widget/outreach-chat.js">`.
 * It registers `<outreach-chat>`; the class itself is in outreach-chat-element.js. See docs/embedding.md.
 */
// Named here too, so that the browser fetches all of them at once.
import "./text.js";
import "./conversation.js";
import "./bubbles.js";
import { OutreachChatElement } from "./outreach-chat-element.js";

if (!customElements.get("outreach-chat")) customElements.define("outreach-chat", OutreachChatElement);
