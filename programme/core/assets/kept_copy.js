// A copy of what has not been sent, for who works on a device of their own.

const KEPT = "canopy-unsent:";
const MINE = "canopy-my-device";

// What has not been sent, kept on the device: only while the person says that it is theirs, and only until it is sent.
export class Keeper {
  constructor(form, place, put) {
    this.form = form;
    this.key = KEPT + form.dataset.autosaveUrl;
    this.put = put;
    this.unsent = new Set();
    const id = `${form.id || "autosave"}-keep`;
    const box = element("input", { type: "checkbox", class: "nhsuk-checkboxes__input", id });
    box.checked = read(MINE) === "yes";
    box.addEventListener("change", () => this.choose(box.checked));
    this.box = box;
    place.append(this.choice());
    this.offer();
  }

  choice() {
    const row = element("div", { class: "nhsuk-checkboxes nhsuk-checkboxes--small canopy-autosave__keep" });
    const item = row.appendChild(element("div", { class: "nhsuk-checkboxes__item" }));
    const label = element("label", { class: "nhsuk-label nhsuk-checkboxes__label", for: this.box.id });
    label.textContent = "Keep a copy on this device (only on a phone or computer that is yours)";
    const hint = element("div", { class: "nhsuk-hint nhsuk-checkboxes__hint", id: `${this.box.id}-hint` });
    hint.textContent = "It holds what could not be sent yet, until it is sent or you sign out.";
    this.box.setAttribute("aria-describedby", hint.id);
    item.append(this.box, label, hint);
    return row;
  }

  choose(isMine) {
    if (isMine) {
      write(MINE, "yes");
      this.keep(this.unsent);
    } else {
      forgetAll();
    }
  }

  keep(names) {
    this.unsent = new Set(names);
    if (!this.box.checked) {
      return;
    }
    if (!this.unsent.size) {
      this.forget();
      return;
    }
    const all = new FormData(this.form);
    const held = [...this.unsent].map((name) => [name, all.getAll(name)]);
    write(this.key, JSON.stringify(held));
  }

  forget() {
    remove(this.key);
  }

  // Text that an earlier page could not send.
  offer() {
    const held = read(this.key);
    if (!held) {
      return;
    }
    const notice = element("div", { class: "canopy-autosave__offer" });
    const words = notice.appendChild(element("p"));
    words.textContent = "Something that you typed here was never sent. It is kept on this device.";
    const back = element("button", { type: "button", class: "nhsuk-button nhsuk-button--secondary" });
    back.textContent = "Put it back";
    const drop = element("button", { type: "button", class: "nhsuk-button nhsuk-button--secondary" });
    drop.textContent = "Delete it";
    notice.append(back, drop);
    this.form.prepend(notice);
    back.addEventListener("click", () => {
      notice.remove();
      this.restore(JSON.parse(held));
    });
    drop.addEventListener("click", () => {
      notice.remove();
      this.forget();
    });
  }

  restore(held) {
    for (const [name, values] of held) {
      const fields = [...this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
      fields.forEach((field, place) => {
        if (field.type === "checkbox" || field.type === "radio") {
          field.checked = values.includes(field.value);
        } else {
          field.value = values[place] ?? "";
        }
      });
    }
    this.form.querySelector(`[name="${CSS.escape(held[0][0])}"]`)?.focus();
    this.put(held.map(([name]) => name));
  }
}

export function element(name, attributes = {}) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}

// A browser may forbid storage; then nothing is kept.
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // full or forbidden
  }
}

function remove(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // forbidden, so nothing is there
  }
}

function forgetAll() {
  try {
    Object.keys(localStorage)
      .filter((key) => key.startsWith("canopy-"))
      .forEach(remove);
  } catch {
    // forbidden, so nothing is there
  }
}

document.querySelectorAll('form[action$="/sign-out"]').forEach((form) => form.addEventListener("submit", forgetAll));
