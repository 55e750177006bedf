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

// Hear this page: read aloud by a voice on this very device; one that would send the words elsewhere is not used.
const hear = document.querySelector("[data-hear]");
const voices = () => window.speechSynthesis?.getVoices().filter((voice) => voice.localService) ?? [];

function readsAloud() {
  const lang = document.documentElement.lang.slice(0, 2);
  return voices().find((voice) => voice.lang.slice(0, 2) === lang);
}

// What a person sees of the page, one sentence or answer after the other.
function heard() {
  const parts = document.querySelectorAll("#main :is(h1, h2, h3, p, li, legend, label, dt, dd, button, .nhsuk-hint)");
  const shown = [...parts].filter((part) => part.checkVisibility() && !part.closest("[data-hear-bar]"));
  const outermost = shown.filter((part) => !shown.some((other) => other !== part && other.contains(part)));
  return outermost.map((part) => part.innerText.trim()).filter(Boolean);
}

function stopReading() {
  window.speechSynthesis.cancel();
  hear.textContent = hear.dataset.hear;
}

function read() {
  if (hear.textContent === hear.dataset.stop) return stopReading();
  hear.textContent = hear.dataset.stop;
  const words = heard();
  words.forEach((sentence, place) => {
    const said = new SpeechSynthesisUtterance(sentence);
    said.voice = readsAloud();
    said.lang = document.documentElement.lang;
    if (place === words.length - 1) said.onend = stopReading;
    window.speechSynthesis.speak(said);
  });
}

function offerVoice() {
  if (hear) hear.hidden = !readsAloud();
}

if (hear && window.speechSynthesis) {
  offerVoice();
  window.speechSynthesis.addEventListener?.("voiceschanged", offerVoice);
  hear.addEventListener("click", read);
  window.addEventListener("pagehide", () => window.speechSynthesis.cancel());
}

// Say your answer: heard by this very device; a browser that would send the sound elsewhere offers nothing. What was heard
// ticks an answer and is forgotten: nothing is kept, and nothing is sent until the person presses the button.
const say = document.querySelector("[data-say]");
const said = document.querySelector("[data-said]");
const spoken = Intl.getCanonicalLocales(document.documentElement.lang)[0];
let listening = null;

async function hearsHere() {
  const Recognition = window.SpeechRecognition; // by its standard name alone
  if (!Recognition?.available || !("processLocally" in Recognition.prototype)) return false;
  try {
    return (await Recognition.available({ langs: [spoken], processLocally: true })) === "available";
  } catch {
    return false;
  }
}

// As people say it: no capitals, no commas, numbers in figures.
function plain(words) {
  const numbers = say.dataset.numbers.split(" ");
  const parts = words.toLocaleLowerCase(spoken).match(/[\p{L}\p{N}']+/gu) ?? [];
  return parts.map((part) => (numbers.includes(part) ? String(numbers.indexOf(part)) : part)).join(" ");
}

// The one answer that was said: all of its words, its number, or its words without the number; else none.
function answered(heard) {
  const found = [...say.form.querySelectorAll("input[type=radio]")].filter((radio) => {
    const words = plain(radio.labels[0].innerText);
    const number = words.match(/^\d+/)?.[0] ?? words;
    return [words, number, words.replace(/^\d+ /, "")].some((way) => heard.includes(way));
  });
  return found.length === 1 ? found[0] : null;
}

function tell(words, aloud) {
  said.textContent = words;
  const voice = aloud && readsAloud();
  if (!voice) return;
  const back = new SpeechSynthesisUtterance(words);
  back.voice = voice;
  back.lang = document.documentElement.lang;
  window.speechSynthesis.speak(back);
}

function stopListening() {
  if (listening) listening.onend = null;
  listening?.abort();
  listening = null;
  say.textContent = say.dataset.say;
}

function listen() {
  if (listening) return stopListening();
  window.speechSynthesis?.cancel();
  listening = new window.SpeechRecognition();
  Object.assign(listening, { processLocally: true, lang: spoken, maxAlternatives: 5 });
  let radio = null;
  listening.onresult = (event) => {
    radio = answered([...event.results[0]].map((way) => plain(way.transcript)));
    if (radio) radio.checked = true;
  };
  listening.onend = () => {
    stopListening();
    if (radio) tell(say.dataset.chosen.replace("{answer}", radio.labels[0].innerText.trim()), true);
    else tell(say.dataset.unheard, true);
  };
  say.textContent = say.dataset.stop;
  tell(say.dataset.listens, false);
  listening.start();
}

if (say) {
  hearsHere().then((here) => (say.hidden = !here));
  say.addEventListener("click", listen);
  window.addEventListener("pagehide", stopListening);
}

// Larger words, for as long as this tab is open.
const larger = document.querySelector("[data-larger]");

function sized(large) {
  document.documentElement.classList.toggle("ws-large", large);
  larger?.setAttribute("aria-pressed", String(large));
}

if (larger) {
  larger.hidden = false;
  larger.addEventListener("click", () => {
    const large = larger.getAttribute("aria-pressed") !== "true";
    sessionStorage.setItem("larger", String(large));
    sized(large);
  });
  sized(sessionStorage.getItem("larger") === "true");
}

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
