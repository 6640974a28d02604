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
  var sizes = document.querySelectorAll("[data-size]");
  function size() { return root.classList.contains("size-large") ? "large" : root.classList.contains("size-small") ? "small" : ""; }
  function show_size() {
    sizes.forEach(function (button) { button.setAttribute("aria-pressed", String(button.dataset.size === size())); });
  }
  sizes.forEach(function (button) {
    button.addEventListener("click", function () {
      root.classList.remove("size-large", "size-small");
      if (button.dataset.size) root.classList.add("size-" + button.dataset.size);
      try { localStorage.setItem("size", button.dataset.size); } catch (refused) { /* not kept, still shown */ }
      show_size();
    });
  });
  show_size();
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
