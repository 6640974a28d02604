/* Buttons that only work with a script are hidden until it runs. */
(function (root) {
  "use strict";
  function keep(mode, on) {
    try { localStorage.setItem("mode-" + mode, on ? "on" : "off"); } catch (refused) { /* not kept, still shown */ }
  }
  document.querySelectorAll("[data-scripted]").forEach(function (part) { part.hidden = false; });
  document.querySelectorAll("[data-mode]").forEach(function (button) {
    var mode = button.dataset.mode;
    function show() { button.setAttribute("aria-pressed", String(root.classList.contains(mode))); }
    button.addEventListener("click", function () {
      keep(mode, root.classList.toggle(mode));
      show();
    });
    show();
  });
  var acts = {
    print: function () { window.print(); },
    close: function () {
      window.close();
      if (history.length > 1) history.back(); else location.href = "/";
    }
  };
  document.querySelectorAll("[data-do]").forEach(function (button) {
    button.addEventListener("click", acts[button.dataset.do]);
  });
})(document.documentElement);
