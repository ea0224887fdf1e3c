/* The masthead is painted before the rest of a page is laid out and its script runs, which take several times as long: who it is from
   and how old the data are can be read while the figures arrive. It is written into <head>, before anything is shown. */
(function () {
  "use strict";
  var NO_FRAME_MS = 500; // none comes while nobody looks
  var root = document.documentElement;

  function arrived() {
    if (!root.hasAttribute("data-arriving")) return;
    root.removeAttribute("data-arriving");
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
    else begin();
  }

  function begin() {
    var script = document.createElement("script");
    script.src = document.getElementById("page-script").href;
    document.head.appendChild(script);
  }

  /* A frame may come before the masthead does; nothing is left to wait for when the document has come. */
  function painting() {
    if (document.querySelector(".masthead") || document.readyState !== "loading") window.setTimeout(arrived, 0);
    else window.requestAnimationFrame(painting);
  }

  root.setAttribute("data-arriving", "");
  window.requestAnimationFrame(painting);
  window.setTimeout(arrived, NO_FRAME_MS);
})();
