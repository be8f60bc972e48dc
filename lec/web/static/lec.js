"use strict";
// Comfort only: every page works without this file.
document.documentElement.classList.add("js");

// What went wrong is where the reader lands: the one field, or the list of them.
const wrong = document.querySelectorAll(".error-summary a");
if (wrong.length === 1) document.querySelector(wrong[0].getAttribute("href"))?.focus();
else document.querySelector(".error-summary")?.focus();

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

// The roll: one tap opens the reasons, one tap undoes, and the bar counts into data-count="present" and "absent".
const marked = (item) => item.querySelector(".roll-mark input:checked:not([data-present])");
function countRoll(roll) {
  const marks = [...roll.querySelectorAll(".roll-item")].map(marked).filter(Boolean);
  for (const input of marks) input.closest(".roll-item").querySelector("[data-reason]").textContent = input.dataset.words;
  const counts = { present: roll.querySelectorAll(".roll-mark").length - marks.length, absent: marks.length };
  for (const place of document.querySelectorAll("[data-count]")) place.textContent = counts[place.dataset.count];
}
for (const roll of document.querySelectorAll(".roll")) {
  for (const button of roll.querySelectorAll("[data-close]")) button.hidden = false;
  roll.addEventListener("change", () => countRoll(roll));
  roll.addEventListener("click", (event) => {
    const item = event.target.closest(".roll-item");
    const details = item?.querySelector(".roll-mark");
    if (event.target.closest("[data-reopen]")) {
      details.open = true;
      event.stopPropagation();
    } else if (event.target.closest(".roll-mark > summary") && marked(item) && !details.open) {
      event.preventDefault();
      item.querySelector("[data-present]").checked = true;
      countRoll(roll);
    }
  });
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
