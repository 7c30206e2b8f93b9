// Converts between paths that begin at "/", as in scripts and on the server, and addresses below Snapdeck's public path.
// The address of the worker begins with that path.
const base = () => (document.body.dataset.worker ?? "").split("/static/")[0];

export const address = (path) => base() + path;

export function local(path) {
  return base() && path.startsWith(base() + "/") ? path.slice(base().length) : path;
}
