// Addresses below the public path of Snapdeck, which that of the worker begins with. Scripts and the server
// work with paths that begin at "/".
const base = () => (document.body.dataset.worker ?? "").split("/static/")[0];

export const address = (path) => base() + path;

export function local(path) {
  return base() && path.startsWith(base() + "/") ? path.slice(base().length) : path;
}
