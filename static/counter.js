/* How much may still be written, while somebody writes: counted as the server counts (prize.models.question). Each field
   with data-counter has its words in the element #<id>_counter; a screen reader hears them near the end only. */
(() => {
  if (!window.Intl || !Intl.Segmenter) return; // the server's number stands until the next saving
  const segmenter = new Intl.Segmenter("de", { granularity: "grapheme" });
  const SPACE = /[^\S\uFEFF]+/gu;

  const tidy = (text, isLine) => {
    const clean = text.normalize("NFC").replace(/\r\n?/g, "\n").replace(/(?![\n\t])\p{Cc}/gu, "");
    return (isLine ? clean.replace(SPACE, " ") : clean).replace(/^[^\S\uFEFF]+|[^\S\uFEFF]+$/gu, "");
  };
  const count = {
    chars: (text) => [...segmenter.segment(text)].length,
    words: (text) => text.split(SPACE).filter(Boolean).length,
  };
  const grouped = new Intl.NumberFormat(document.documentElement.lang || "de");

  function lefts(field) {
    const text = tidy(field.value, field.tagName !== "TEXTAREA");
    return ["chars", "words"]
      .filter((unit) => field.getAttribute(`data-max-${unit}`))
      .map((unit) => {
        const most = Number(field.getAttribute(`data-max-${unit}`));
        return { unit, most, left: most - count[unit](text) };
      });
  }

  const inWords = (field, { unit, left }) =>
    field.getAttribute(`data-${left < 0 ? "many" : "left"}-${unit}`).replace("%s", grouped.format(Math.abs(left)));

  let timer;
  function show(field, isTyping) {
    const box = document.getElementById(`${field.id}_counter`);
    if (!box) return;
    const found = lefts(field);
    const words = found.map((entry) => inWords(field, entry)).join(" · ");
    box.querySelector(".counter__words").textContent = words;
    box.classList.toggle("counter--over", found.some(({ left }) => left < 0));
    const isNear = found.some(({ left, most }) => left <= Math.max(20, most / 20));
    if (!isTyping || !isNear) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      let voice = box.querySelector(".counter__voice");
      if (!voice) {
        voice = document.createElement("span");
        voice.className = "counter__voice kern-sr-only";
        voice.setAttribute("role", "status");
        box.append(voice);
      }
      setTimeout(() => { voice.textContent = words; }, 100); // a region speaks what changes after it is there
    }, 1000);
  }

  const all = (root) => { for (const field of root.querySelectorAll("[data-counter]")) show(field, false); };
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-counter]")) show(event.target, true);
  });
  document.addEventListener("htmx:afterSettle", () => all(document));
  all(document);
})();
