// Eases what works without it: saving on a pause, counting characters, leaving quickly. Nothing is loaded or kept.
(() => {
  "use strict";
  const PAUSE = 2500, ESCAPES = 3, ESCAPE_WITHIN = 2000;

  const leave = document.querySelector("form[data-leave]");
  const go = () => {
    document.documentElement.hidden = true;
    navigator.sendBeacon(leave.action, new URLSearchParams());
    window.location.replace(leave.dataset.leave);
  };
  if (leave) {
    let pressed = [];
    leave.addEventListener("submit", (event) => { event.preventDefault(); go(); });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      const now = Date.now();
      pressed = pressed.filter((at) => now - at < ESCAPE_WITHIN).concat(now);
      if (pressed.length >= ESCAPES) go();
    });
  }

  for (const field of document.querySelectorAll("[data-limit]")) {
    const told = document.createElement("p");
    told.className = "hint";
    told.setAttribute("role", "status");
    field.after(told);
    const count = () => {
      const left = Number(field.dataset.limit) - Array.from(field.value.trim()).length;
      told.textContent = (left < 0 ? field.dataset.over : field.dataset.left).replace("#", Math.abs(left));
    };
    field.addEventListener("input", count);
    count();
  }

  for (const field of document.querySelectorAll("input[data-most]")) {
    field.addEventListener("change", () => {
      const size = field.files.length ? field.files[0].size : 1;
      field.setCustomValidity(size > Number(field.dataset.most) ? field.dataset.large : size ? "" : field.dataset.empty);
      field.reportValidity();
    });
  }

  const form = document.querySelector("form[data-autosave]");
  const told = document.getElementById("saved");
  if (!form || !told) return;
  let waiting = 0, sent = "", over = false;
  const said = () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.delete("asked_about_boxes");
    fields.set("autosave", "yes");
    return fields;
  };
  sent = said().toString();
  const save = (leaving) => {
    const fields = said(), text = fields.toString();
    window.clearTimeout(waiting);
    if (over || text === sent) return;
    sent = text;
    fetch(form.action, { method: "POST", body: fields, keepalive: leaving, redirect: "manual" })
      .then((answer) => {
        over = answer.status === 403;
        told.textContent = answer.status === 204 ? told.dataset.saved : over ? form.dataset.signedOut : "";
        if (answer.status !== 204) sent = "";
      })
      .catch(() => { sent = ""; });
  };
  form.addEventListener("input", () => {
    told.textContent = "";
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => save(false), PAUSE);
  });
  form.addEventListener("submit", () => { over = true; window.clearTimeout(waiting); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
})();
