/* Light or dark: the reader's choice if there is one, else the system's.
   Without this script the style sheets follow the system; it adds the choice (data-theme on <html>) and keeps the button's state
   true. It is loaded in <head>, so that nothing flashes. */
(function () {
  "use strict";
  if (window.dashboardTheme) return;

  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  var key = "theme";

  // Storage may be closed (private window, embedded frame); the choice then lives as long as the page.
  function chosen() {
    try {
      var theme = window.localStorage.getItem(key);
      return theme === "light" || theme === "dark" ? theme : null;
    } catch (refused) {
      return root.getAttribute("data-theme");
    }
  }

  function shown() {
    return chosen() || root.getAttribute("data-theme") || (system.matches ? "dark" : "light");
  }

  function label() {
    var button = document.getElementById("theme-toggle");
    if (button) button.setAttribute("aria-pressed", String(shown() === "dark"));
  }

  function apply() {
    var theme = chosen();
    if (theme) root.setAttribute("data-theme", theme);
    label();
  }

  function toggle() {
    var theme = shown() === "dark" ? "light" : "dark";
    root.setAttribute("data-theme", theme);
    try {
      window.localStorage.setItem(key, theme);
    } catch (refused) {
      /* the attribute alone carries it */
    }
    apply();
  }

  window.dashboardTheme = { apply: apply, toggle: toggle, shown: shown };
  apply();
  system.addEventListener("change", apply);
  window.addEventListener("storage", function (event) {
    if (event.key === key) apply();
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("#theme-toggle")) toggle();
  });

  document.addEventListener("DOMContentLoaded", label); // the button is made after this script ran
})();
