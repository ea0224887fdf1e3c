/* Ready-made HTML from the server: an element with data-html gets that as its content. Dash keeps a subscription for every
   component it draws, and a table of six hundred cells made of components costs it seconds at each change of a filter; the same
   table as one fragment costs nothing. The server escapes every value it puts in; scripts inside would not run anyway. */
(function () {
  "use strict";

  function fill(element) {
    var html = element.getAttribute("data-html");
    if (html === null || element.filledWith === html) return;
    element.filledWith = html;
    element.innerHTML = html;
  }

  function fill_within(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.hasAttribute("data-html")) fill(node);
    node.querySelectorAll("[data-html]").forEach(fill);
  }

  function watch() {
    fill_within(document.body);
    new MutationObserver(function (changes) {
      changes.forEach(function (change) {
        if (change.type === "attributes") fill(change.target);
        else change.addedNodes.forEach(fill_within);
      });
    }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-html"] });
  }

  if (document.body) watch();
  else document.addEventListener("DOMContentLoaded", watch);
})();
