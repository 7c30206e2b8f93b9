// The broker holds the only event stream of a browser for all its tabs. Each tab's page is added to
// the open stream or removed from it, without interrupting the other tabs.

const silence = 12000; // ms without an event until the connection counts as lost
const longest = 15000; // ms between two tries to connect
const full = 60000; // ms between two tries while the server has too many streams open
const forgotten = 60000; // ms without a message from a tab until it counts as closed
const linger = 2000; // ms that the stream outlives its last tab, which may be on its way to another page
const carriable = 32; // pages that the address of a stream may name; the others are added to it

const randomName = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

// createBroker returns the handler of tabs' messages. deliver sends a message to tabs by their ids;
// base is the address of the stream, with the user and the version shared by all its tabs.
export function createBroker(base, deliver) {
  const tabs = new Map(); // by id: the key of its page in the stream, its page, and its last message's time
  let source, name, ready, last, retry, watchdog, closing;
  let carried = new Set(); // keys in the open stream
  let keys = 0;
  let wait = 1000;

  const everyone = (event, data) => deliver([...tabs.keys()], { event, data });

  function connect() {
    stop();
    if (tabs.size === 0) return;
    name = randomName();
    const query = new URLSearchParams({ stream: name });
    if (last) query.set("last", last);
    const first = [...tabs.values()].slice(-carriable);
    carried = new Set(first.map((tab) => tab.key));
    for (const { key, page } of first) {
      query.append("key", key);
      query.append("page", page);
    }
    source = new EventSource(base + "&" + query);
    source.onerror = lose;
    for (const event of ["patch", "announce", "title", "beat", "end"]) source.addEventListener(event, receiveEvent);
    watch();
  }

  function stop() {
    for (const timer of [retry, watchdog, closing]) clearTimeout(timer);
    source?.close();
    source = undefined;
    ready = false;
  }

  function watch() {
    clearTimeout(watchdog);
    watchdog = setTimeout(lose, silence);
  }

  function lose() {
    const { url, readyState } = source ?? {};
    stop();
    everyone("lost");
    retry = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, longest);
    if (readyState === EventSource.CLOSED) explain(url);
  }

  // explain checks whether the server refused the stream because too many are open: an EventSource hides the status.
  async function explain(url) {
    const at = retry;
    const question = new AbortController();
    try {
      const { status } = await fetch(url, { signal: question.signal });
      question.abort();
      if (status !== 429 || at !== retry || source) return;
      clearTimeout(retry);
      retry = setTimeout(connect, full);
      everyone("refused");
    } catch {
      // the connection is lost, and is tried again
    }
  }

  function receiveEvent({ type, data, lastEventId }) {
    const [position, key] = lastEventId.split("~").reverse();
    if (position) last = position;
    watch();
    if (type === "end") return end(data);
    if (!ready) {
      ready = true;
      update();
    }
    if (type === "beat") beat();
    // An event without an id repeats the previous id; patches have their own.
    if (type !== "patch" || key === undefined) return everyone(type, data);
    deliver([...tabs].filter(([, tab]) => String(tab.key) === key).map(([id]) => id), { event: type, data });
  }

  // end notifies all tabs that their session has ended, unless the user has logged in again: a stream
  // that was open is reopened once to find out.
  function end(why) {
    if (ready) return connect();
    stop();
    everyone("end", why);
    tabs.clear();
  }

  function beat() {
    wait = 1000;
    const now = Date.now();
    for (const [id, tab] of [...tabs]) if (now - tab.heard > forgotten) leave(id);
  }

  // update adds and removes pages of the open stream to match the tabs.
  function update() {
    if (!ready) return;
    const wanted = new Map([...tabs].map(([id, tab]) => [tab.key, { id, page: tab.page }]));
    for (const key of carried) if (!wanted.has(key)) change(key, "");
    for (const [key, { id, page }] of wanted) if (!carried.has(key)) change(key, page, id);
  }

  async function change(key, page, id) {
    const to = name;
    if (page) carried.add(key);
    else carried.delete(key);
    try {
      const response = await fetch(base.split("?")[0], { method: "POST", body: new URLSearchParams({ stream: to, key, page }) });
      if (to !== name || response.status === 204 || !page) return;
      if (response.status === 429) deliver([id], { event: "refused" });
      else lose(); // another replica, or not logged in: the next stream's address names all pages
    } catch {
      if (to === name && page) lose();
    }
  }

  function join(id, page) {
    clearTimeout(closing);
    tabs.set(id, { key: ++keys, page, heard: Date.now() });
    if (source) update();
    else connect();
  }

  function leave(id) {
    if (!tabs.delete(id)) return;
    update();
    if (tabs.size === 0) closing = setTimeout(stop, linger);
  }

  return function receive(id, { act, page }) {
    const tab = tabs.get(id);
    if (act === "join") join(id, page);
    else if (act === "leave") leave(id);
    else if (!tab) deliver([id], { event: "rejoin" });
    else {
      tab.heard = Date.now();
      if (act === "retry" && !source) connect();
    }
  };
}
