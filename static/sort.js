/* Order of the form by drag, and by the up and down buttons without losing one's place. Without this the buttons work
   by loading the page again. Every move is a form that is sent; the answer is the page as it stands then. */
(() => {
  const says = document.getElementById("sort-says");
  if (!says) return;
  let isSending = false;

  const list = () => document.getElementById("bogen");

  // Sending ------------------------------------------------------------------------------------
  function say(words) {
    says.textContent = "";
    requestAnimationFrame(() => { says.textContent = words; });
  }

  function take(answer, focusId, rowId) {
    list().replaceWith(answer.getElementById("bogen"));
    document.querySelector(".messages")?.remove();
    const messages = answer.querySelector(".messages");
    const words = messages?.textContent.trim().replace(/\s+/g, " ");
    if (messages?.querySelector(".kern-alert--danger")) says.before(messages); // a refusal stays to be read
    if (words) say(words);
    const row = document.getElementById(rowId);
    const target = document.getElementById(focusId) || row?.querySelector(".form-arrow") || row;
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: "nearest" });
  }

  async function send(url, data, focusId, rowId) {
    if (isSending) return;
    isSending = true;
    try {
      const response = await fetch(url, { method: "POST", body: data });
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!response.ok || !answer.getElementById("bogen")) throw new Error(response.status);
      take(answer, focusId, rowId);
    } catch {
      say(says.dataset.failed);
      setTimeout(() => location.reload(), 1500);
    } finally {
      isSending = false;
    }
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-move]")) return;
    event.preventDefault();
    const button = event.submitter;
    const row = event.target.closest("[data-question]") || event.target.closest("section").querySelector("h2");
    send(event.target.action, new FormData(event.target, button), button?.id, row.id);
  });

  // Dragging -----------------------------------------------------------------------------------
  let drag = null;

  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.("[data-handle]");
    if (!handle || event.button !== 0 || isSending) return;
    event.preventDefault();
    const row = handle.closest("[data-question]");
    drag = { row, home: row.parentElement, next: row.nextElementSibling, id: event.pointerId, y: event.clientY };
    handle.setPointerCapture(event.pointerId);
    row.classList.add("form-row--dragged");
    requestAnimationFrame(scroll);
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    drag.y = event.clientY;
    place(event.clientX, event.clientY);
  });

  function place(x, y) {
    const under = document.elementFromPoint(x, y);
    const rows = under?.closest(".form-rows[data-page]") || under?.closest(".form-page")?.querySelector(".form-rows");
    if (!rows) return;
    const others = [...rows.querySelectorAll("[data-question]")].filter((row) => row !== drag.row);
    const next = others.find((row) => y < row.getBoundingClientRect().top + row.offsetHeight / 2);
    if (next) next.before(drag.row);
    else rows.append(drag.row);
  }

  function scroll() {
    if (!drag) return;
    const edge = 80;
    if (drag.y < edge) window.scrollBy(0, -10);
    if (drag.y > window.innerHeight - edge) window.scrollBy(0, 10);
    requestAnimationFrame(scroll);
  }

  function end() {
    const { row, home, next } = drag;
    drag = null;
    row.classList.remove("form-row--dragged");
    return { row, home, next };
  }

  function cancel() {
    const { row, home, next } = end();
    home.insertBefore(row, next);
    say(says.dataset.cancelled);
  }

  document.addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { row, home, next } = end();
    const rows = row.parentElement;
    if (rows === home && row.nextElementSibling === next) return;
    const form = row.querySelector("form[data-move]");
    const data = new FormData(form);
    data.set("page", rows.dataset.page);
    data.set("position", [...rows.querySelectorAll("[data-question]")].indexOf(row));
    send(form.action, data, "", row.id);
  });

  document.addEventListener("pointercancel", () => { if (drag) cancel(); });
  document.addEventListener("keydown", (event) => { if (drag && event.key === "Escape") cancel(); });
})();
