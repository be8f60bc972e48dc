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

// The rows of a file: the bar and its button count the ticked ones of all its pages.
const ticks = [...document.querySelectorAll(".tick[name=row]")];
const drawn = ticks.filter((tick) => tick.defaultChecked).length;
function countTicks() {
  const more = ticks.filter((tick) => tick.checked).length - drawn;
  for (const place of document.querySelectorAll("[data-ticked]")) place.textContent = (Number(place.dataset.ticked) + more).toLocaleString("en-US");
}
for (const tick of ticks) tick.addEventListener("change", countTicks);
addEventListener("pageshow", countTicks);

// The grid: sums follow what is typed, Enter goes down, and a block pasted from Excel fills from the chosen cell.
for (const grid of document.querySelectorAll("[data-grid]")) {
  const rows = [...grid.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input")]);
  const sum = (cells) => {
    const typed = cells.map((cell) => cell.value.replaceAll(",", "").trim()).filter((value) => /^\d+$/.test(value));
    return typed.length ? typed.reduce((total, value) => total + Number(value), 0).toLocaleString("en-US") : "–";
  };
  const show = () => {
    rows.forEach((cells) => (cells[0].closest("tr").querySelector("[data-row-total]").textContent = sum(cells)));
    grid.querySelectorAll("[data-column-total]").forEach((place, n) => (place.textContent = sum(rows.map((cells) => cells[n]))));
    grid.querySelector("[data-grid-total]").textContent = sum(rows.flat());
  };
  const placeOf = (input) => {
    const row = rows.findIndex((cells) => cells.includes(input));
    return [row, rows[row].indexOf(input)];
  };
  grid.addEventListener("input", show);
  grid.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    const [row, column] = placeOf(event.target);
    (rows[row + 1]?.[column] ?? rows[0][column + 1])?.focus();
  });
  grid.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text").trimEnd();
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const [row, column] = placeOf(event.target);
    text.split(/\r?\n/).forEach((line, n) => line.split("\t").forEach((value, k) => {
      const cell = rows[row + n]?.[column + k];
      if (cell) cell.value = value.trim();
    }));
    show();
  });
  show();
}

// A form is sent once; the button says so. The server would refuse the second, but nobody should have to read that.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) return event.preventDefault();
  if (event.target.method !== "post") return;
  event.target.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", (event) => delete event.target.closest("form")?.dataset.sent);
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
