// Saves what is typed, by itself, while it is typed. A form asks for it with
//   data-autosave="form"    every save sends the whole form, or
//   data-autosave="fields"  every save sends the one field that changed, as `name` and `value` (one for each tick),
//   data-autosave-url       where to send it,
//   data-sequence           the number under which the server has what the form shows.
// Each save carries csrf_token and a `sequence` that rises. The answer is JSON: {"saved": whether it was newer than
// what was stored, "sequence": the number stored now}; or, with status 422 (what was
// sent cannot be stored), 409 (nothing can be stored any more) or 503 (not at the moment), {"problem": why, in words}.
// The choice to keep a copy goes into [data-autosave-place] of the form, or to its end; how it stands, to its end.

import { Keeper, element } from "./kept_copy.js";

const PAUSE = 800;
const PATIENCE = 15000;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const LARGEST_FAREWELL = 60000; // what a browser still sends while its page is closed, in bytes

const WORDS = {
  ready: "What you type is saved by itself.",
  readyByField: "Each answer is saved by itself.",
  offline: "Not saved yet: no connection. What you typed stays on this page.",
  trouble: "Not saved yet: the service does not answer. What you typed stays on this page.",
  signedOut: "Not saved yet: you are signed out. Sign in again in another tab; what you typed stays here.",
  elsewhere: "Not saved: this was changed on another page or device. Save with the button to keep what stands here.",
  gone: "Not saved: this can no longer be changed here. Copy what you typed before you leave.",
};

class Autosave {
  constructor(form) {
    this.form = form;
    this.byField = form.dataset.autosave === "fields";
    this.sequence = Number(form.dataset.sequence) || 0;
    this.changed = new Set(); // names of fields that are to be sent
    this.refused = new Map(); // names of fields that the server did not take, with its words
    this.wait = FIRST_WAIT;
    this.told = new WeakMap();
    this.keeper = new Keeper(form, placeOf(form), (names) => this.put(names));
    this.status = form.appendChild(element("p", { role: "status", class: "canopy-autosave__status" }));
    this.say(this.byField ? WORDS.readyByField : WORDS.ready);
    this.listen();
  }

  listen() {
    const { form } = this;
    form.addEventListener("input", (event) => this.note(event.target, PAUSE));
    form.addEventListener("change", (event) => this.note(event.target, 0));
    form.addEventListener("focusout", () => this.changed.size && !this.failed && this.sendIn(0));
    form.addEventListener("submit", (event) => this.beforeSubmit(event));
    window.addEventListener("online", () => this.again());
    window.addEventListener("focus", () => this.again());
    window.addEventListener("pagehide", () => this.farewell());
    window.addEventListener("pageshow", (event) => event.persisted && !this.isUnsaved && location.reload());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.farewell() : this.again()));
    window.addEventListener("beforeunload", (event) => {
      if (this.isUnsaved && !this.leaving) {
        this.farewell(); // before the next page is asked for, which may show the same
        event.preventDefault();
      }
    });
  }

  get isUnsaved() {
    return this.changed.size > 0 || this.refused.size > 0 || Boolean(this.sending);
  }

  // Whether sending the form can lose nothing; where saving by itself cannot go on, the button is the way on.
  get isReady() {
    return Boolean(this.stopped) || (!this.changed.size && !this.sending && navigator.onLine);
  }

  note(field, pause) {
    if (!field.name || field.type === "hidden" || field.type === "submit") {
      return;
    }
    if (field.type !== "radio" && field.type !== "checkbox" && this.told.get(field) === field.value) {
      return; // leaving a field tells its change once more
    }
    this.told.set(field, field.value);
    this.put([field.name], pause);
  }

  put(names, pause = 0) {
    names.forEach((name) => this.changed.add(name) && this.refused.delete(name));
    this.keep();
    if (!this.stopped) {
      this.sendIn(pause);
    }
  }

  sendIn(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  // A try that waits for its turn is brought forward.
  again() {
    if (this.failed && this.changed.size && !this.stopped) {
      this.sendIn(0);
    }
  }

  // One request at a time; what changes while it is under way goes with the next.
  async send(farewell = false) {
    clearTimeout(this.timer);
    if (this.sending || !this.changed.size || this.stopped) {
      return this.sending;
    }
    this.sending = this.attempt(farewell).finally(() => {
      this.sending = null;
    });
    const saved = await this.sending;
    if (saved && this.changed.size) {
      return this.send();
    }
    return saved;
  }

  async attempt(farewell) {
    const names = this.byField ? [...this.changed].slice(0, 1) : [...this.changed];
    names.forEach((name) => this.changed.delete(name));
    const outcome = await this.post(names, farewell);
    const isThrough = outcome === "saved" || outcome === "refused";
    if (isThrough) {
      this.settle(names, outcome);
    } else {
      names.forEach((name) => this.changed.add(name));
      this.fail(outcome);
    }
    this.keep();
    return isThrough;
  }

  settle(names, outcome) {
    this.failed = false;
    this.wait = FIRST_WAIT;
    if (outcome === "refused") {
      names.forEach((name) => this.refused.set(name, this.problem));
    } else if (!this.byField) {
      this.refused.clear();
    }
    const [words] = this.refused.values();
    if (words || !this.changed.size) {
      this.say(words ? `Not saved: ${words}.` : `Saved at ${timeWords(new Date())}`);
    }
  }

  keep() {
    this.keeper.keep([...this.changed, ...this.refused.keys()]);
  }

  async post(names, farewell) {
    if (this.needsToken && !(await this.renewToken())) {
      return "signedOut";
    }
    this.sequence += 1;
    const body = this.body(names, this.sequence);
    const keepalive = farewell && body.toString().length < LARGEST_FAREWELL;
    let outcome;
    try {
      const response = await ask(this.form.dataset.autosaveUrl, { method: "POST", body, keepalive });
      outcome = await this.outcome(response);
    } catch {
      return "offline";
    }
    return outcome === "late" ? this.post(names, farewell) : outcome;
  }

  body(names, sequence) {
    const all = new FormData(this.form);
    if (!this.byField) {
      all.set("sequence", sequence);
      return new URLSearchParams(all);
    }
    const one = new URLSearchParams({ csrf_token: all.get("csrf_token"), sequence, name: names[0] });
    all.getAll(names[0]).forEach((value) => one.append("value", value));
    return one;
  }

  async outcome(response) {
    if (response.type === "opaqueredirect" || [400, 401, 403].includes(response.status)) {
      this.needsToken = true;
      return "signedOut";
    }
    if (response.status === 429 || response.status >= 500) {
      this.problem = await wordsOf(response);
      return "trouble";
    }
    if (response.status === 422 || response.status === 409) {
      this.problem = (await response.json()).problem.replace(/\.$/, "");
      return response.status === 422 ? "refused" : "closed";
    }
    if (!response.ok) {
      return "gone";
    }
    const { saved, sequence } = await response.json();
    this.sequence = Math.max(this.sequence, sequence);
    if (saved) {
      return "saved";
    }
    return this.byField ? "late" : "elsewhere"; // a single answer is sent once more, as the newest
  }

  fail(outcome) {
    this.failed = true;
    this.say(this.wordsFor(outcome));
    if (outcome === "closed" || outcome === "gone" || outcome === "elsewhere") {
      this.stopped = true;
      return;
    }
    this.sendIn(this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  wordsFor(outcome) {
    if (outcome === "trouble" && this.problem) {
      return `Not saved yet: ${this.problem}. What you typed stays on this page.`;
    }
    return outcome === "closed" ? `Not saved: ${this.problem}.` : WORDS[outcome];
  }

  // After a new sign-in the token of this page is void: the page that stands at this address now has a good one.
  async renewToken() {
    try {
      const response = await ask(location.href, {});
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const token = page.querySelector("form[data-autosave] input[name=csrf_token]");
      if (!response.ok || !token) {
        return false;
      }
      document.querySelectorAll("input[name=csrf_token]").forEach((input) => (input.value = token.value));
      this.needsToken = false;
      return true;
    } catch {
      return false;
    }
  }

  // Sending the form opens another page: first be sure that the way is open, so that nothing typed is lost on it.
  async beforeSubmit(event) {
    if (this.isReady) {
      this.leave();
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    do {
      await (this.sending ?? this.send());
    } while (this.isUnsaved && !this.failed && !this.isReady); // several changes go one after the other
    if (this.isReady) {
      this.form.requestSubmit(submitter);
    } else if (!this.changed.size) {
      this.say(WORDS.offline);
    }
  }

  leave() {
    clearTimeout(this.timer);
    this.leaving = true;
    const sequence = this.form.elements.namedItem("sequence");
    if (sequence) {
      sequence.value = this.sequence;
    }
    if (navigator.onLine) {
      this.keeper.forget();
    }
    setTimeout(() => (this.leaving = false), 2000); // should the page stay after all
  }

  farewell() {
    if (!this.leaving) {
      this.send(true);
    }
  }

  say(words) {
    if (this.status.textContent !== words) {
      this.status.textContent = words;
    }
    this.status.classList.toggle("canopy-autosave__status--unsaved", words.startsWith("Not saved"));
  }
}

function placeOf(form) {
  return form.querySelector("[data-autosave-place]") || form.appendChild(element("div", { class: "canopy-autosave" }));
}

async function ask(address, options) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    return await fetch(address, {
      ...options,
      headers: { "X-Requested-With": "fetch" },
      redirect: "manual",
      signal: patience.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}

// Why, in the server's own words; none where something before it answers in its place.
async function wordsOf(response) {
  try {
    return (await response.json()).problem;
  } catch {
    return "";
  }
}

function timeWords(moment) {
  const minutes = String(moment.getMinutes()).padStart(2, "0");
  return `${moment.getHours() % 12 || 12}:${minutes}${moment.getHours() < 12 ? "am" : "pm"}`;
}

document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form));
