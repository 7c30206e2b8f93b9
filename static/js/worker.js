// The shared worker of all tabs of a browser, with the only event stream.
import { createBroker } from "./stream/broker.js";

const ports = new Map();
let count = 0;

const receive = createBroker(self.name, (ids, message) => {
  for (const id of ids) ports.get(id)?.postMessage(message);
});

self.onconnect = ({ ports: [port] }) => {
  const id = ++count;
  port.onmessage = ({ data }) => {
    if (data.act === "leave") ports.delete(id);
    else ports.set(id, port);
    receive(id, data);
  };
};
