// JavaScript only adds: every page works without it.
// The parts are started one by one: the system's own file upload takes the label away from the button's name, so the
// browser's is kept.
import {
  initButtons,
  initCheckboxes,
  initErrorSummary,
  initHeader,
  initNotificationBanners,
  initPasswordInputs,
  initRadios,
  initSkipLinks,
} from "./nhsuk-frontend.js";
import "./autosave.js";

for (const init of [
  initButtons,
  initCheckboxes,
  initErrorSummary,
  initHeader,
  initNotificationBanners,
  initPasswordInputs,
  initRadios,
  initSkipLinks,
]) {
  init();
}

// A page that shows how far a job is brings itself up to date, and loads anew when the job has ended.
const progress = document.getElementById("progress");

async function look() {
  const response = await fetch(progress.dataset.check, { headers: { "X-Requested-With": "fetch" } });
  if (response.status >= 500) {
    lookAgain(5000); // it passes; the page that says so would not look again
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.getElementById("progress");
  if (!response.ok || !found || found.dataset.progress === "ended") {
    location.reload();
    return;
  }
  progress.replaceChildren(...found.childNodes);
  hideCheck();
  lookAgain(1000);
}

function lookAgain(pause) {
  setTimeout(() => look().catch(() => lookAgain(5000)), pause);
}

function hideCheck() {
  progress.querySelector(".canopy-check")?.remove();
}

if (progress && progress.dataset.progress === "working") {
  hideCheck();
  lookAgain(1000);
}
