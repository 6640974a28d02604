/* The chosen way of reading, set before the page is drawn. */
(function (root) {
  "use strict";
  ["elder", "contrast"].forEach(function (mode) {
    try {
      if (localStorage.getItem("mode-" + mode) === "on") root.classList.add(mode);
    } catch (refused) { /* a browser that keeps nothing: the page stays as it is */ }
  });
  try {
    var size = localStorage.getItem("size");
    if (size === "large" || size === "small") root.classList.add("size-" + size);
  } catch (refused) { /* the middle size */ }
})(document.documentElement);
