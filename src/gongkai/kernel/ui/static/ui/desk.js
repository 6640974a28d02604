/* The desk's few behaviours. Every page works without them. */
(function () {
  "use strict";
  var side = document.getElementById("side");
  function show(open) {
    side.classList.toggle("open", open);
    document.querySelectorAll("[data-opens-side]").forEach(function (opener) { opener.setAttribute("aria-expanded", String(open)); });
  }
  document.addEventListener("click", function (event) {
    if (side && event.target.closest("[data-opens-side]")) {
      show(!side.classList.contains("open"));
      if (side.classList.contains("open")) { side.querySelector("a").focus(); }
    } else if (side && side.classList.contains("open") && !event.target.closest("#side")) {
      show(false);
    }
    if (event.target.closest("[data-prints]")) { window.print(); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && side && side.classList.contains("open")) {
      show(false);
      document.querySelector("[data-opens-side]").focus();
    }
  });
  /* a text marked so has the cursor at once where it stands beside what is read, not below it; Ctrl+Enter in it
     presses the first button of its form */
  var sends = document.querySelector("[data-sends]");
  if (sends && window.matchMedia("(min-width: 1200px)").matches) { sends.focus({ preventScroll: true }); }
  document.addEventListener("keydown", function (event) {
    var text = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.hasAttribute && text.hasAttribute("data-sends")) {
      event.preventDefault();
      text.form.requestSubmit(text.form.querySelector("button:not([type=button])"));
    }
  });
  /* a form is sent once, however often a nervous finger taps */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.setTimeout(function () { delete form.dataset.sent; }, 4000);
  });
  /* a slider says where it stands, and goes there when it is let go */
  document.querySelectorAll("form[data-slides]").forEach(function (form) {
    var slider = form.querySelector("input[type=range]");
    slider.addEventListener("input", function () { form.querySelector("output").value = slider.value; });
    slider.addEventListener("change", function () { form.requestSubmit(); });
  });
  /* leaving a page with unsaved text asks first */
  var watched = document.querySelector("form[data-guards]");
  if (watched) {
    var dirty = false;
    watched.addEventListener("input", function () { dirty = true; });
    watched.addEventListener("submit", function () { dirty = false; });
    window.addEventListener("beforeunload", function (event) { if (dirty) { event.preventDefault(); event.returnValue = ""; } });
  }
  /* a text that was sent and answered by a page of the desk needs no copy on this computer any more */
  if (side && !document.getElementById("editor")) {
    Object.keys(localStorage).forEach(function (key) {
      if (key.indexOf("gongkai-draft-") === 0 && localStorage.getItem(key).indexOf('"sent":true') > 0) { localStorage.removeItem(key); }
    });
  }
  /* fields that matter only for some choice: data-shown-when="attribute=withheld" */
  var dependents = document.querySelectorAll("[data-shown-when]");
  function refresh() {
    dependents.forEach(function (part) {
      var wanted = part.dataset.shownWhen.split("=");
      var field = document.querySelector("[name='" + wanted[0] + "']:checked, select[name='" + wanted[0] + "']");
      var value = field ? (field.type === "checkbox" ? "on" : field.value) : "";
      part.hidden = wanted[1].split("|").indexOf(value) < 0;
    });
  }
  if (dependents.length) { document.addEventListener("change", refresh); refresh(); }
})();
