// What every page loads. No inline script anywhere: pages only carry attributes that this file understands.
import htmx from "htmx.org";
import Alpine from "@alpinejs/csp";
import { menu } from "./menu.js";
import { registerKeys } from "./register.js";

window.htmx = htmx;
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
// Pages hold personal data: keep none of them in the browser's storage; going back asks the server again.
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
htmx.config.selfRequestsOnly = true;

// 422 carries a form with its errors: show it where the form was.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]");
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});
function announce(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}
document.addEventListener("htmx:sendError", () => announce("网络不通，请检查网络后重试"));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  announce(status === 403 ? "没有权限，或登录已过期，请重新登录" : "操作没有完成，请稍后重试");
});

Alpine.data("menu", menu);
Alpine.start();
registerKeys(document);

// The summary of errors takes the focus, so that it is read out first.
document.querySelector("[data-focus]")?.focus();
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
