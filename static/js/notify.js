// Notifies the user without getting in the way.

export function announce(sentence) {
  document.getElementById("announcer").textContent = sentence;
}

export function showToast(sentence, href, tone) {
  const box = document.createElement("div");
  box.className = "toast " + tone;
  const link = document.createElement("a");
  link.href = href;
  link.textContent = sentence;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet";
  close.setAttribute("aria-label", "Dismiss");
  close.textContent = "✕";
  close.addEventListener("click", () => box.remove());
  box.append(link, close);
  const toasts = document.getElementById("toasts");
  toasts.append(box);
  while (toasts.children.length > 3) toasts.firstChild.remove();
  setTimeout(() => box.remove(), 15000);
}
