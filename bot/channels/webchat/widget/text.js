/** Text into nodes: paragraphs, numbers to call or to text, dates. Nothing here reads markup. */

// The first group is what stands before the number: lookbehind is missing in older Safari.
// The last ones take text messages only: their callers would hear nothing.
const NUMBER = new RegExp(
  "(^|[^\\w$.\\u2011-])" +
    "(" +
    "(?:\\+?1[-. \\u2011])?(?:\\(\\d{3}\\) ?|\\d{3}[-. \\u2011])\\d{3}[-. \\u2011]\\d{4}" +
    "|911|988|88788|233733|741741" +
    ")(?!\\w|[-.\\u2011]\\d)",
  "g",
);
const WEB = /^https?:\/\//i;
const LETTERS = { rtl: /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/, ltr: /[A-Za-z\u00c0-\u058f\u0900-\u1fff\u3040-\ud7ff]/ };

/** An element. A function is a listener, true an empty attribute; false, null and undefined are left out. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** A web address that may become a link, or null: never javascript: or data:. */
export function webAddress(url) {
  return typeof url === "string" && WEB.test(url) ? url : null;
}

/** The nodes of a text: text nodes, and a link for each North American number to call or to text. */
export function linkNumbers(text, texting = []) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(NUMBER)) {
    const number = match[2];
    const start = match.index + match[1].length;
    const digits = number.replace(/\D/g, "");
    const full = `${{ 10: "+1", 11: "+" }[digits.length] || ""}${digits}`;
    const isShort = digits.length === 5 || digits.length === 6;
    const scheme = isShort || texting.includes(digits.slice(-10)) ? "sms" : "tel";
    nodes.push(text.slice(done, start), h("a", { href: `${scheme}:${full}`, dir: "ltr" }, number));
    done = start + number.length;
  }
  nodes.push(text.slice(done));
  return nodes;
}

/**
 * One element for each line. A line takes the direction of its message if it has a letter of that
 * direction, so that an Arabic line may begin with a Latin name, or if it is a name alone, which comes
 * isolated (U+2068); else the browser decides: the line may be English that nobody has translated yet.
 */
export function paragraphs(text, dir, texting) {
  return text
    .split("\n")
    .filter((line) => line.trim())
    .map((line) => {
      const own = LETTERS[dir] && (LETTERS[dir].test(line) || line.startsWith("\u2068")) ? dir : "auto";
      return h("p", { dir: own }, ...linkNumbers(line, texting));
    });
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
  } catch (error) {
    return match[0];
  }
}

/** A version 4 UUID. crypto.randomUUID is missing on older phones and outside https. */
export function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
