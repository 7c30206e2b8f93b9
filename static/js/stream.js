// The live stream: what changes in the cloud comes as HTML and is put in place by id. A lost
// connection shows within seconds and heals by itself; a hidden tab costs nothing, unless
// something that its user started is still running.
import { morph } from "./morph.js";
import { showToast, announce } from "./notify.js";

const silence = 12000; // ms without a heartbeat until the connection counts as lost
const hiddenFor = 10000; // ms until a hidden tab stops listening
const longest = 15000; // ms between two tries to connect

let source, last, lastHeard, retry, watchdog, sleeper;
let wait = 1000;
let over = false;
let title = document.title;

const address = () => document.body.dataset.stream;
const runningCount = () => Number(document.getElementById("running-count")?.dataset.count ?? 0);

export function followStream() {
  if (!address()) return;
  connect();
  document.addEventListener("visibilitychange", turned);
  document.addEventListener("out-of-sync", reconnect);
  window.addEventListener("focus", seen);
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", (e) => e.persisted && connect());
  window.addEventListener("online", () => !source && connect());
}

// reconnect follows the page from its present state: at a new address, or when an update
// did not fit what is on screen.
export function reconnect() {
  last = undefined;
  if (address() && !over) connect();
}

function connect() {
  stop();
  if (over) return;
  source = new EventSource(address() + (last ? "&last=" + encodeURIComponent(last) : ""));
  on("patch", (html) => morph(html, { flash: true }));
  on("announce", announce);
  on("title", finished);
  on("beat", beat);
  on("end", ended);
  source.onerror = lost;
  watch();
}

function on(name, act) {
  source.addEventListener(name, (e) => {
    if (e.lastEventId) last = e.lastEventId;
    watch();
    act(e.data);
  });
}

function stop() {
  clearTimeout(retry);
  clearTimeout(watchdog);
  source?.close();
  source = undefined;
}

function watch() {
  clearTimeout(watchdog);
  watchdog = setTimeout(lost, silence);
}

function lost() {
  stop();
  show({ state: "lost", text: "Connection lost" + (lastHeard ? " · as of " + clock(lastHeard) : "") });
  retry = setTimeout(connect, wait * (0.75 + Math.random() / 2));
  wait = Math.min(wait * 2, longest);
}

function beat(data) {
  wait = 1000;
  lastHeard = new Date();
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

// finished shows, also in the tab's title and icon, that an operation of this user has ended.
function finished(data) {
  const { state, text, href } = JSON.parse(data);
  showToast(text, href, state === "done" ? "good" : "bad");
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

function ended() {
  over = true;
  stop();
  show({ state: "lost", text: "Logged out" });
  const banner = document.createElement("div");
  banner.className = "banner bad";
  banner.setAttribute("role", "alert");
  banner.id = "session-ended";
  const link = document.createElement("a");
  link.href = "/login?reason=ended&next=" + encodeURIComponent(location.pathname + location.search);
  link.textContent = "Log in";
  const text = document.createElement("p");
  text.append("Your session ended. What is on screen no longer changes. ", link, " to go on.");
  banner.append(text);
  document.getElementById("main").prepend(banner);
}

function turned() {
  clearTimeout(sleeper);
  if (document.hidden) {
    sleeper = setTimeout(rest, hiddenFor);
    return;
  }
  seen();
  if (!source) connect();
}

function rest() {
  if (!document.hidden) return;
  if (runningCount() > 0) {
    sleeper = setTimeout(rest, hiddenFor);
    return;
  }
  stop();
}
