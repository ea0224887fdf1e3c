/* Copies an address when asked, and closes a menu that was left. Without this script an address can be marked and copied by hand. */
(function () {
  "use strict";
  var SHOWN_MS = 2500;

  function said(button) {
    var text = button.querySelector("span:last-child");
    var before = text.textContent;
    if (before === button.dataset.copied) return;
    text.textContent = button.dataset.copied;
    text.setAttribute("role", "status");
    window.setTimeout(function () { text.textContent = before; }, SHOWN_MS);
  }

  // The clipboard is closed to pages that are neither https nor this machine: there the words are marked and copied the old way.
  function copy(words, field, button) {
    function by_hand() {
      var held = field || document.createElement("textarea");
      if (!field) {
        held.value = words;
        held.className = "visually-hidden";
        button.parentNode.appendChild(held);
      }
      held.select();
      var copied = document.execCommand("copy");
      if (!field) held.remove();
      button.focus();
      if (copied) said(button);
    }
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(words).then(function () { said(button); }, by_hand);
    else by_hand();
  }

  document.addEventListener("click", function (event) {
    if (!event.target.closest) return;
    var button = event.target.closest("button[data-copy], button[data-copy-from]");
    if (button) {
      var field = button.dataset.copyFrom ? document.getElementById(button.dataset.copyFrom) : null;
      copy(field ? field.value : button.dataset.copy, field, button);
    }
  });

  var staff = document.querySelector(".shell.staff");
  if (!staff) return;

  function close(but) {
    staff.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== but) menu.open = false;
    });
  }
  document.addEventListener("click", function (event) { close(event.target.closest && event.target.closest("details.menu")); });
  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && staff.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // What must be put right is read out and reached first.
  var faults = staff.querySelector(".form-faults");
  if (faults) faults.focus();
})();
