// Our own lines, put after nhsuk-frontend's module by hatch_build.py. Every page works without them.

// Leave quickly: what was typed and a page that a PIN opened end, then this page is replaced: going back shows none of it.
function leave(event) {
  event.preventDefault();
  document.documentElement.hidden = true;
  navigator.sendBeacon(event.currentTarget.dataset.leave);
  window.location.replace(event.currentTarget.href);
}

for (const link of document.querySelectorAll("[data-leave]")) link.addEventListener("click", leave);

// A sheet to take away: the browser's own print window.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Text to take away: copied at once; without us people choose it and copy it themselves.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand("copy");
    }
    document.querySelector("[data-copy-status]").textContent = button.dataset.copied;
  });
}

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
