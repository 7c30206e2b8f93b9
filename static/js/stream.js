// The live stream: changes arrive as HTML and replace elements by id. A lost connection shows within seconds and is
// restored automatically; a hidden tab disconnects, unless an operation of its user is running.
import { address, local } from "./address.js";
import { morph } from "./morph.js";
import { announce, showToast } from "./notify.js";
import { openTransport } from "./stream/transport.js";

const silence = 20000; // ms without a message until the broker counts as dead
const hiddenFor = 10000; // ms until a hidden tab disconnects

let transport, lastHeard, watchdog, sleeper;
let resting = true;
let over = false;
let title = document.title;

const base = () => document.body.dataset.stream;
const runningCount = () => Number(document.getElementById("running-count")?.dataset.count ?? 0);

const actions = {
  patch: (html) => (removeRefusal(), morph(html, { flash: true })),
  announce,
  title: finished,
  beat,
  end: ended,
  lost,
  refused,
  rejoin: () => resting || join(),
};

export function followStream() {
  if (!base()) return;
  transport = openTransport(base(), receive);
  if (!document.hidden || runningCount() > 0) join();
  if (document.hidden) turned();
  document.addEventListener("visibilitychange", turned);
  document.addEventListener("out-of-sync", reconnect);
  window.addEventListener("focus", seen);
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", (e) => e.persisted && join());
  window.addEventListener("online", () => transport.send({ act: "retry" }));
}

// reconnect subscribes to the page's current state: at a new address, or after an update that did
// not fit the page.
export function reconnect() {
  if (base() && !resting) join();
}

function join() {
  if (over) return;
  resting = false;
  transport.send({ act: "join", page: followed() });
  watch();
}

// followed returns the address to subscribe to, in which a list keeps the order that it was opened with.
function followed() {
  const order = document.querySelector(".list[data-order]")?.dataset.order;
  const path = document.body.dataset.path;
  return order ? path + (path.includes("?") ? "&" : "?") + "order=" + order : path;
}

function rest() {
  resting = true;
  clearTimeout(watchdog);
  transport.send({ act: "leave" });
}

function receive({ event, data }) {
  if (resting || over) return;
  watch();
  actions[event](data);
}

function watch() {
  clearTimeout(watchdog);
  watchdog = setTimeout(restart, silence);
}

// restart reconnects to a broker that stopped sending.
function restart() {
  lost();
  transport.reopen?.();
  join();
}

function lost() {
  show({ state: "lost", text: "Connection lost" + (lastHeard ? " · as of " + clock(lastHeard) : "") });
}

// refused shows that this page is not updated, because too many are open, until a retry succeeds.
function refused() {
  show({ state: "lost", text: "Too many open pages" });
  if (document.getElementById("stream-refused")) return;
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Retry";
  again.addEventListener("click", () => {
    removeRefusal();
    transport.send({ act: "retry" });
    join();
  });
  showBanner("stream-refused", "Too many open pages. This page does not change until others are closed. ", again);
}

function removeRefusal() {
  document.getElementById("stream-refused")?.remove();
}

function beat(data) {
  lastHeard = new Date();
  transport.send({ act: "here" });
  show(JSON.parse(data));
}

function show({ state, text, at }) {
  const live = document.getElementById("live");
  if (!live) return;
  live.dataset.state = state;
  if (at) live.dataset.at = at;
  live.querySelector(".text").textContent = text;
}

const clock = (d) => d.toISOString().slice(11, 19) + " UTC";

// finished notifies of the end of this user's operation, also in the tab's title and icon.
function finished(data) {
  const { state, text, href } = JSON.parse(data);
  showToast(text, address(href), state === "done" ? "good" : "bad");
  if (document.hasFocus() && !document.hidden) return;
  const icon = document.getElementById("favicon");
  document.title = (state === "done" ? "✓ " : "✗ ") + title;
  icon.dataset.plain ??= icon.href;
  icon.href = state === "done" ? icon.dataset.done : icon.dataset.failed;
}

function seen() {
  const icon = document.getElementById("favicon");
  document.title = title;
  if (icon?.dataset.plain) icon.href = icon.dataset.plain;
}

// ended shows that the page is no longer updated, and what to do.
function ended(why) {
  over = true;
  clearTimeout(watchdog);
  const here = local(location.pathname + location.search);
  if (why === "version") {
    show({ state: "lost", text: "Out of date" });
    showEnd("Snapdeck was updated. This page no longer changes. ", address(here), "Reload");
  } else {
    show({ state: "lost", text: "Logged out" });
    showEnd("Your session ended. What is on screen no longer changes. ", address("/login?reason=ended&next=" + encodeURIComponent(here)), "Log in");
  }
}

function showEnd(sentence, href, verb) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = verb;
  showBanner("session-ended", sentence, link, " to continue.");
}

function showBanner(id, ...content) {
  const banner = document.createElement("div");
  banner.className = "banner bad";
  banner.setAttribute("role", "alert");
  banner.id = id;
  const text = document.createElement("p");
  text.append(...content);
  banner.append(text);
  document.getElementById("problems").prepend(banner); // over the page, where it moves nothing
}

function turned() {
  clearTimeout(sleeper);
  if (document.hidden) {
    sleeper = setTimeout(restHidden, hiddenFor);
    return;
  }
  seen();
  if (resting) join();
  else transport.send({ act: "retry" });
}

function restHidden() {
  if (!document.hidden || resting) return;
  if (runningCount() > 0) sleeper = setTimeout(restHidden, hiddenFor);
  else rest();
}
