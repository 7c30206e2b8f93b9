// Connects a tab to the broker: in a shared worker; without one, in the tab that holds a lock; else
// each tab has its own broker.
import { createBroker } from "./broker.js";

function shareWorker(base, receive) {
  let port;
  const open = () => {
    port?.close();
    port = new SharedWorker(document.body.dataset.worker, base).port;
    port.onmessage = ({ data }) => receive(data);
  };
  open();
  return { send: (message) => port.postMessage(message), reopen: open };
}

function electTab(base, receive) {
  const id = crypto.randomUUID();
  const channel = new BroadcastChannel(base);
  const deliver = (to, message) => {
    if (to.includes(id)) receive(message);
    channel.postMessage({ to, message });
  };
  let broker;
  channel.onmessage = ({ data: { to, from, message } }) => {
    if (to === "broker") broker?.(from, message);
    else if (to === "everyone" || to.includes(id)) receive(message);
  };
  navigator.locks.request(base, () => {
    broker = createBroker(base, deliver);
    channel.postMessage({ to: "everyone", message: { event: "rejoin" } });
    receive({ event: "rejoin" });
    return new Promise(() => {}); // until the tab is closed
  });
  return { send: (message) => (broker ? broker(id, message) : channel.postMessage({ to: "broker", from: id, message })) };
}

function standAlone(base, receive) {
  const broker = createBroker(base, (_, message) => receive(message));
  return { send: (message) => broker("", message) };
}

// openTransport returns functions that send messages to the broker of all tabs with the same stream,
// and that reconnect to it where possible.
export function openTransport(base, receive) {
  if ("SharedWorker" in window) return shareWorker(base, receive);
  if (navigator.locks && "BroadcastChannel" in window) return electTab(base, receive);
  return standAlone(base, receive);
}
