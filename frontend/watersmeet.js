// Our own lines, put after nhsuk-frontend's module by hatch_build.py. Every page works without them.

// Leave quickly: replace this page, so that the back button does not bring it back.
function leave(event) {
  event.preventDefault();
  document.documentElement.hidden = true;
  window.location.replace(event.currentTarget.href);
}

for (const link of document.querySelectorAll("[data-leave]")) link.addEventListener("click", leave);

// A sheet to take away: the browser's own print window.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
