// Updates relative times and running clocks between two updates of the page.

const day = 86400;

function span(s) {
  if (s < 60) return s + " s";
  if (s < 3600) return Math.floor(s / 60) + " min";
  if (s < 2 * day) return Math.floor(s / 3600) + " h";
  if (s < 60 * day) return Math.floor(s / day) + " days";
  if (s < 730 * day) return Math.floor(s / (30 * day)) + " months";
  return Math.floor(s / (365 * day)) + " years";
}

// ago formats the time since a moment. A moment in the future that is not due only means that the clocks differ.
function ago(s, due) {
  if (s < -60 && due) return "in " + span(-s);
  return s < 5 ? "just now" : span(s) + " ago";
}

function elapsed(s) {
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(s / 3600);
  const minutes = Math.floor(s / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
}

const since = (iso) => Math.floor((Date.now() - Date.parse(iso)) / 1000);

function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tick() {
  for (const e of document.querySelectorAll("[data-since]")) set(e, elapsed(Math.max(0, since(e.dataset.since))));
  for (const e of document.querySelectorAll("[data-until]")) set(e, left(-since(e.dataset.until)));
}

function left(s) {
  return span(Math.max(0, s)) + " left";
}

// age is the short form of ago.
function age(s) {
  return s < 2 * day ? span(s) : Math.floor(s / day) + " d";
}

function refresh() {
  for (const e of document.querySelectorAll("time[datetime]:not([data-exact])")) {
    const s = since(e.dateTime);
    set(e, "short" in e.dataset ? age(Math.max(0, s)) : ago(s, "due" in e.dataset));
  }
}

export function startClocks() {
  setInterval(() => document.hidden || tick(), 1000);
  setInterval(() => document.hidden || refresh(), 10000);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  document.addEventListener("morphed", refresh); // an update may contain older times
}
