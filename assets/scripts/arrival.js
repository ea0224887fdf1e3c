/* The masthead is painted before the rest of a page is laid out, which takes several times as long: who it is from and how old the
   data are can be read while the figures arrive. It is written into <head>, before anything is shown. */
(function () {
  "use strict";
  var NO_FRAME_MS = 500; // none comes while nobody looks
  var root = document.documentElement;

  function arrived() {
    root.removeAttribute("data-arriving");
  }

  root.setAttribute("data-arriving", "");
  window.requestAnimationFrame(function () { window.setTimeout(arrived, 0); });
  window.setTimeout(arrived, NO_FRAME_MS);
})();
