/* Saves the page of the wizard a few seconds after typing stops, and when a field is left. htmx sends it and puts the
   answer into the page: the words in #stand, the new version, the steps, and what else is different now. */
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.htmx) return;
  const status = document.getElementById("stand");
  const PAUSE = 2500;
  const SLOWEST = 60000;
  const left = new Set();
  let timer, sent, saved = snapshot(), isBusy = false, isStopped = false, isLeaving = false, wait = 2000;

  function snapshot() {
    const data = [...new FormData(form)].filter(([name, value]) =>
      !["version", "shown", "csrfmiddlewaretoken"].includes(name) && typeof value === "string");
    return JSON.stringify(data);
  }
  const isDirty = () => snapshot() !== saved;

  function soon(pause) {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(save, pause);
  }

  function save() {
    if (isBusy || isStopped || !isDirty()) return;
    isBusy = true;
    sent = snapshot();
    const values = Object.fromEntries([["left", [...left].join(" ")]]);
    const data = new FormData(form);
    for (const [name, value] of data) {
      if (typeof value !== "string" || name === "then") continue;
      values[name] = name in values ? [].concat(values[name], value) : value;
    }
    htmx.ajax("POST", form.dataset.autosave, { source: status, target: status, swap: "innerHTML", values });
  }

  function again() {
    status.textContent = status.dataset.failed;
    wait = Math.min(wait * 2, SLOWEST);
    soon(wait);
  }

  function stop() {
    isStopped = true;
    clearTimeout(timer);
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    if (!isStopped && isDirty()) status.textContent = status.dataset.waiting;
    soon(PAUSE);
  });
  form.addEventListener("change", (event) => { if (event.target.type !== "file") soon(50); });
  form.addEventListener("focusout", (event) => {
    const name = event.target.name;
    if (!name || event.target.type === "hidden" || event.target.tagName === "BUTTON") return;
    left.add(name);
    soon(200);
  });
  form.addEventListener("submit", () => { isLeaving = true; stop(); });
  window.addEventListener("online", () => soon(0));
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && isDirty()) event.preventDefault();
  });

  /* A question that somebody else answered is drawn anew – unless the writer has begun to type there meanwhile. Then the
     version stays the old one, nothing more is saved by itself, and „Speichern“ brings both texts to one page. */
  const touched = (box) => {
    const before = new Map(JSON.parse(sent).map((pair) => [JSON.stringify(pair), true]));
    return [...box.querySelectorAll("[name]")].some((field) => {
      if (["checkbox", "radio"].includes(field.type) && !field.checked) return false;
      return field.type !== "file" && !before.has(JSON.stringify([field.name, field.value]));
    });
  };

  status.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    const isAnswer = xhr.getResponseHeader("X-Autosave") !== null;
    if (!isAnswer) { event.detail.shouldSwap = false; return; }
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const boxes = [...answer.querySelectorAll(".wizard__question[id]")].map((box) => document.getElementById(box.id));
    if (boxes.some((box) => box && touched(box))) {
      stop();
      event.detail.shouldSwap = false;
      status.textContent = status.dataset.refused;
      return;
    }
    if (xhr.status === 200) { saved = sent; wait = 2000; }
    else {
      stop();
      if (xhr.getResponseHeader("X-Autosave") === "kept") saved = sent;
    }
  });

  status.addEventListener("htmx:afterRequest", (event) => {
    isBusy = false;
    const { xhr } = event.detail;
    if (!xhr || xhr.status === 0 || xhr.status >= 500 || xhr.status === 429) { again(); return; }
    if (xhr.getResponseHeader("X-Autosave") === null) { // the site says something that is no answer of ours
      stop();
      status.textContent = status.dataset.refused;
    }
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    if (!isBusy && !isStopped) {
      const isChanged = isDirty();
      if (!isChanged) saved = snapshot();
      for (const place of form.querySelectorAll(".field-words")) mark(place);
      if (isChanged) soon(PAUSE);
    }
  });

  /* The words beside a field are tied to it, as the server does for a whole page. */
  function mark(place) {
    const id = place.id.replace(/_words$/, "");
    const error = `${id}_error`;
    const hasError = document.getElementById(error) !== null;
    const field = document.getElementById(id);
    const owner = field && field.matches("input,select,textarea") ? field : place.closest("fieldset");
    if (!owner) return;
    const names = (owner.getAttribute("aria-describedby") || "").split(" ").filter((name) => name && name !== error);
    if (hasError) names.push(error);
    if (names.length) owner.setAttribute("aria-describedby", names.join(" "));
    else owner.removeAttribute("aria-describedby");
    if (owner === field) {
      if (hasError) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      field.classList.toggle("kern-form-input__input--error", hasError && field.tagName !== "SELECT");
    }
    place.parentElement.classList.toggle("kern-form-input--error", hasError && place.parentElement.matches(".kern-form-input"));
  }
})();
