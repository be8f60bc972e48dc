"use strict";
// Comfort only: every page works without this file.

// What went wrong is where the reader lands.
document.querySelector(".error-summary")?.focus();

// A menu closes when one goes elsewhere.
const OPENS = ".drop[open], .roll-mark[open]";
document.addEventListener("click", (event) => {
  for (const opened of document.querySelectorAll(OPENS)) {
    const inside = opened.contains(event.target) && !event.target.matches("[data-close], .roll-mark > summary");
    const toggles = event.target.closest("summary")?.parentElement === opened;
    if (!inside && !toggles) opened.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const opened of document.querySelectorAll(OPENS)) {
    opened.open = false;
    opened.querySelector("summary").focus();
  }
});

// The roll says the reason beside the name, and the bar counts: data-count="present" and "absent" in any words.
function countRoll(roll) {
  const absent = roll.querySelectorAll(".roll-mark input:checked:not([data-present])");
  const all = roll.querySelectorAll(".roll-mark").length;
  for (const input of absent) {
    input.closest(".roll-item").querySelector("[data-reason]").textContent = input.dataset.words;
  }
  const counts = { present: all - absent.length, absent: absent.length };
  for (const place of document.querySelectorAll("[data-count]")) place.textContent = counts[place.dataset.count];
}
for (const roll of document.querySelectorAll(".roll")) {
  for (const button of roll.querySelectorAll("[data-close]")) button.hidden = false;
  roll.addEventListener("change", () => countRoll(roll));
  countRoll(roll);
}

// A form is sent once; the button says so. The server would refuse the second, but nobody should have to read that.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) return event.preventDefault();
  if (event.target.method !== "post") return;
  event.target.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  const shows = event.target.closest("[data-show-password]");
  if (shows) {
    const input = document.getElementById(shows.dataset.showPassword);
    input.type = input.type === "password" ? "text" : "password";
    shows.setAttribute("aria-pressed", String(input.type === "text"));
  }
});
for (const hidden of document.querySelectorAll("[data-print][hidden], [data-show-password][hidden]")) hidden.hidden = false;
