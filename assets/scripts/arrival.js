/* The masthead is painted before the rest of a page is styled and laid out and its script runs, which take several times as long: who
   it is from and how old the data are can be read while the figures arrive. Written into <head>, before anything is shown. */
(function () {
  "use strict";
  var NO_FRAME_MS = 500; // none comes while nobody looks
  var root = document.documentElement;
  var is_asked = false;

  function add(name, attributes, done) {
    var element = Object.assign(document.createElement(name), attributes);
    if (done) element.onload = element.onerror = done;
    document.head.appendChild(element);
  }

  function address(id) {
    return document.getElementById(id).href;
  }

  function painted() {
    if (is_asked) return;
    is_asked = true;
    add("link", { rel: "stylesheet", href: address("page-style") }, arrived);
  }

  function arrived() {
    root.removeAttribute("data-arriving");
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
    else begin();
  }

  function begin() {
    add("script", { src: address("page-script") });
  }

  /* A frame may come before the masthead does; nothing is left to wait for when the document has come. */
  function painting() {
    if (document.querySelector(".masthead") || document.readyState !== "loading") window.setTimeout(painted, 0);
    else window.requestAnimationFrame(painting);
  }

  root.setAttribute("data-arriving", "");
  window.requestAnimationFrame(painting);
  window.setTimeout(painted, NO_FRAME_MS);
})();
