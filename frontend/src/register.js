// Keys on a register: / goes to the first filter, j and k (or the arrows) walk the rows, Enter opens the row's link.
function typing(element) {
  return element.closest("input, select, textarea, [contenteditable]");
}

function move(register, step) {
  const links = [...register.querySelectorAll("tbody a.row-link")];
  if (!links.length) return;
  const row = document.activeElement.closest("tbody tr");
  const at = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = links[Math.min(links.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

export function registerKeys(document) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const register = event.target.closest(".register") ?? document.querySelector(".register");
    if (!register) return;
    if (event.key === "/") {
      register.querySelector(".filters input:not([type=hidden]), .filters select")?.focus();
      event.preventDefault();
      return;
    }
    const inside = event.target.closest(".register tbody, .register .table-responsive");
    const step = { j: 1, k: -1 }[event.key] ?? (inside ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : undefined);
    if (step === undefined) return;
    move(register, step);
    event.preventDefault();
  });
}
