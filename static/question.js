/* The editor of a question shows what belongs to the chosen kind. The server empties the rest, with or without this. */
(() => {
  const form = document.getElementById("question-form");
  const kind = form.elements.kind;
  for (const hint of document.querySelectorAll("[data-without-script]")) hint.hidden = true;
  if (!kind) return;

  const show = () => {
    for (const part of form.querySelectorAll("[data-kinds]")) {
      part.hidden = !part.dataset.kinds.split(" ").includes(kind.value);
    }
    for (const group of form.querySelectorAll("[data-of-kind]")) {
      group.hidden = !group.querySelector("[data-kinds]:not([hidden])");
    }
  };

  kind.addEventListener("change", show);
  show();
})();
