/* Files leave one by one as soon as they are chosen: with progress, and again by themselves after a broken connection.
   What arrives twice is kept once, so nothing is lost by trying. Without this file the form's own button sends them. */
(() => {
  const PAUSES = [1, 3, 9, 27]; // seconds before the next attempt
  const STALLED = 45_000; // milliseconds without a byte: a phone does not always say that it has lost the net
  const AWAY = new Set([0, 429, 502, 503, 504]); // the site is not to be reached just now
  const queue = [];
  let current = null; // the task that is on its way
  let leaving = null; // the form's button that was pressed meanwhile

  document.documentElement.classList.add("has-upload");

  const boxOf = (task) => document.querySelector(`[data-upload="${task.url}"]`) || task.box;
  const show = (element, is) => { element.hidden = !is; };
  const put = (text, ...values) => values.reduce((found, value) => found.replace("%s", () => value), text);

  function token() {
    const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
    return cookie ? cookie.slice("csrftoken=".length) : document.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  function announce(task, text) {
    boxOf(task).querySelector("[data-upload-status]").textContent = text;
  }

  // A row for each file -------------------------------------------------------------------------
  function add(box, file) {
    const row = box.querySelector("template[data-upload-row]").content.firstElementChild.cloneNode(true);
    const words = JSON.parse(box.dataset.words);
    const task = { url: box.dataset.upload, box, file, row, words, attempt: 0, sent: null };
    row.querySelector("[data-name]").textContent = file.name;
    for (const button of row.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent.trim()}: ${file.name}`);
    task.progress = row.querySelector("progress");
    task.progress.setAttribute("aria-label", `${task.progress.getAttribute("aria-label")}: ${file.name}`);
    row.querySelector("[data-retry]").addEventListener("click", () => again(task));
    row.querySelector("[data-cancel]").addEventListener("click", () => cancel(task));
    row.querySelector("[data-dismiss]").addEventListener("click", () => dismiss(task));
    box.querySelector("[data-upload-rows]").append(row);
    if (file.size === 0) return fail(task, words.empty, false);
    if (file.size > Number(box.dataset.limit)) return fail(task, words.too_large, false);
    state(task, words.waiting);
    queue.push(task);
  }

  function state(task, text) {
    task.row.querySelector("[data-state]").textContent = text;
  }

  function fail(task, text, mayRepeat) {
    const error = task.row.querySelector("[data-error]");
    error.textContent = text;
    show(error, true);
    show(task.progress, false);
    show(task.row.querySelector("[data-retry]"), mayRepeat);
    show(task.row.querySelector("[data-cancel]"), false);
    show(task.row.querySelector("[data-dismiss]"), true);
    state(task, "");
    announce(task, `${put(task.words.failed, task.file.name)} ${text}`);
    leaving = null; // whoever wanted to go on has to see this first
    done(task);
  }

  function again(task) {
    show(task.row.querySelector("[data-error]"), false);
    show(task.progress, true);
    show(task.row.querySelector("[data-retry]"), false);
    show(task.row.querySelector("[data-cancel]"), true);
    show(task.row.querySelector("[data-dismiss]"), false);
    task.row.querySelector("[data-cancel]").focus();
    task.attempt = 0;
    state(task, task.words.waiting);
    queue.push(task);
    next();
  }

  function cancel(task) {
    stop(task);
    queue.splice(0, queue.length, ...queue.filter((other) => other !== task));
    announce(task, put(task.words.cancelled, task.file.name));
    dismiss(task);
    done(task);
  }

  function dismiss(task) {
    const box = boxOf(task);
    task.row.remove();
    box.querySelector("[data-upload-add] input[type=file], [data-upload-add] [tabindex]")?.focus();
  }

  // On the way ----------------------------------------------------------------------------------
  function next() {
    if (current) return;
    current = queue.shift() || null;
    if (current) return send(current);
    if (!leaving) return;
    const { form, button } = leaving;
    leaving = null;
    form.requestSubmit(button);
  }

  function done(task) {
    if (current !== task) return;
    current = null;
    next();
  }

  function stop(task) {
    clearTimeout(task.timer);
    window.removeEventListener("online", task.retry);
    if (!task.sent) return;
    task.sent.onload = task.sent.onerror = task.sent.onabort = null;
    task.sent.upload.onprogress = task.sent.upload.onload = null;
    task.sent.abort();
    task.sent = null;
  }

  function watch(task, patience) {
    clearTimeout(task.timer);
    task.timer = setTimeout(() => broken(task), patience);
  }

  function send(task) {
    const box = boxOf(task);
    const data = new FormData();
    const replaces = box.querySelector("[data-upload-replaces]");
    if (replaces) data.append(replaces.name, replaces.value);
    data.append(box.dataset.name, task.file, task.file.name);
    const request = new XMLHttpRequest();
    task.sent = request;
    request.open("POST", task.url);
    request.setRequestHeader("X-CSRFToken", token());
    request.upload.onprogress = (event) => {
      watch(task, STALLED);
      const percent = Math.floor((100 * event.loaded) / (event.total || 1));
      task.progress.value = percent;
      state(task, `${percent} %`);
    };
    request.upload.onload = () => {
      watch(task, 4 * STALLED); // a large picture is drawn anew, a film is looked through
      task.progress.removeAttribute("value");
      state(task, task.words.checking);
      show(task.row.querySelector("[data-cancel]"), false);
    };
    request.onload = () => answered(task, request);
    request.onerror = request.onabort = () => broken(task);
    watch(task, STALLED);
    request.send(data);
  }

  function broken(task) {
    stop(task);
    show(task.row.querySelector("[data-cancel]"), true);
    task.progress.value = 0;
    const pause = PAUSES[task.attempt];
    if (pause === undefined) return fail(task, task.words.broken, true);
    task.attempt += 1;
    state(task, put(task.words.again, pause));
    if (task.attempt === 1) announce(task, put(task.words.again, pause));
    task.retry = () => {
      clearTimeout(task.timer);
      window.removeEventListener("online", task.retry);
      send(task);
    };
    task.timer = setTimeout(task.retry, pause * 1000);
    window.addEventListener("online", task.retry);
  }

  function answered(task, request) {
    clearTimeout(task.timer);
    if (AWAY.has(request.status)) return broken(task);
    task.sent = null;
    if (new URL(request.responseURL).pathname !== task.url) return fail(task, task.words.signed_out, true);
    let answer;
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      return fail(task, task.words.odd, true);
    }
    if (answer.html) update(boxOf(task), answer.html);
    if (answer.errors.length) return fail(task, answer.errors.join(" "), false);
    task.row.remove();
    announce(task, put(task.words.done, task.file.name));
    done(task);
  }

  // The list as it now is: what stands there already is left alone, for somebody may be writing in it -----------
  function update(box, html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-upload]");
    const list = box.querySelector("[data-upload-list]");
    const known = new Map([...list.children].map((item) => [item.dataset.file, item]));
    for (const item of fresh.querySelectorAll("[data-file]")) {
      if (!known.delete(item.dataset.file)) list.append(document.adoptNode(item));
    }
    for (const item of known.values()) item.remove();
    const [before, after] = [box, fresh].map((place) => place.querySelector("[data-upload-add]"));
    if (before.isEqualNode(after)) return;
    const hadFocus = before.contains(document.activeElement);
    before.replaceWith(document.adoptNode(after));
    if (hadFocus) after.querySelector("input[type=file], [tabindex]").focus();
  }

  // What people do ------------------------------------------------------------------------------
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-upload]");
    if (!box || event.target.type !== "file") return;
    const files = [...event.target.files];
    event.target.value = ""; // the form must not send them once more
    for (const file of files) add(box, file);
    next();
  });

  document.addEventListener("submit", (event) => {
    if (!(current || queue.length) || !event.target.querySelector("[data-upload]")) return;
    event.preventDefault();
    event.stopPropagation(); // nobody else should think that the page is being left
    leaving = { form: event.target, button: event.submitter };
    announce(current || queue[0], (current || queue[0]).words.wait);
  }, true);

  window.addEventListener("beforeunload", (event) => {
    if (current || queue.length) event.preventDefault();
  });
})();
