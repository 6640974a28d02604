/* While somebody types: what is public already. Copying of numbers. Everything also works without this. */
(function () {
  "use strict";
  var wrong = document.getElementById("errors");
  if (wrong) wrong.focus();

  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.addEventListener("click", function () {
      var words = button.dataset.copy.split(" ").map(function (id) { return document.getElementById(id).textContent; }).join("  ");
      var said = document.getElementById("copied");
      navigator.clipboard.writeText(words).then(function () { said.textContent = said.dataset.said; }, function () { window.getSelection().selectAllChildren(document.getElementById("code")); });
    });
  });

  var form = document.querySelector("form[data-known]");
  if (!form) return;
  var place = document.getElementById("known"), waiting = 0, asked = "", running = null;
  function words() {
    return ["description", "place", "document_number"].map(function (name) { return form.elements[name].value.trim(); });
  }
  function look() {
    var now = words();
    if (now.join("\n") === asked) return;
    asked = now.join("\n");
    if (now[0].length < 4 && now[2].length < 4) { place.textContent = ""; return; }
    var data = new FormData();
    ["csrfmiddlewaretoken", "description", "place", "document_number"].forEach(function (name) { data.append(name, form.elements[name].value); });
    if (running) running.abort();
    running = new AbortController();
    fetch(form.dataset.known, {method: "POST", body: data, signal: running.signal, credentials: "same-origin"})
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (html) { place.innerHTML = html; })
      .catch(function () { /* typing goes on; the button still works */ });
  }
  ["description", "place", "document_number"].forEach(function (name) {
    form.elements[name].addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(look, 700); });
  });
  form.addEventListener("submit", function (event) {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", function () { delete form.dataset.sent; });
})();
