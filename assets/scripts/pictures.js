/* The panel in which a figure becomes a picture: drawn in the reader's own browser, shown as it will be saved, then saved or copied.
   It opens from links with data-picture (the figure's title); without this script they ask the server for the same picture. */
(function () {
  "use strict";

  var asked = 0;
  var shown = null; // { picture, svg } of the preview
  var address = "";
  var opener = null;

  function panel() {
    return document.getElementById("picture");
  }

  function size() {
    var chosen = panel().querySelector('input[name="picture-size"]:checked');
    return chosen ? chosen.value : "slide";
  }

  function say(words, kind) {
    var state = document.getElementById("picture-state");
    state.textContent = words;
    state.dataset.kind = kind || "";
  }

  function buttons(enabled) {
    panel().querySelectorAll(".picture-actions button").forEach(function (button) {
      var cannot = "pictureCopy" in button.dataset && !(window.ClipboardItem && navigator.clipboard && navigator.clipboard.write);
      button.disabled = !enabled || cannot;
    });
  }

  function forget() {
    var image = document.getElementById("picture-preview");
    if (image.src) URL.revokeObjectURL(image.src);
    image.removeAttribute("src");
    shown = null;
  }

  // The same address as the link's, for what the picture is made from.
  function source() {
    var url = new URL(address, window.location.href);
    url.pathname = url.pathname.replace(/\.png$/, ".drawing");
    url.searchParams.set("size", size());
    return url.pathname + url.search;
  }

  function draw() {
    var mine = ++asked, dialog = panel(), image = document.getElementById("picture-preview");
    dialog.setAttribute("data-busy", "");
    buttons(false);
    say(dialog.dataset.drawing);
    window.fetch(source(), { headers: { Accept: "application/json" } }).then(function (response) {
      if (!response.ok) throw new Error("the server answered " + response.status);
      return response.json();
    }).then(function (picture) {
      return window.dashboardSnapshot.compose(picture, { alone: true }).then(function (svg) {
        if (mine !== asked) return;
        forget();
        shown = { picture: picture, svg: svg };
        image.alt = picture.alt;
        image.dataset.size = size();
        image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
        dialog.removeAttribute("data-busy");
        buttons(true);
        say(dialog.dataset.drawn
          .replace("{width}", Math.round(picture.width * picture.scale))
          .replace("{height}", Math.round(picture.height * picture.scale)));
      });
    }).catch(function () {
      if (mine !== asked) return;
      forget();
      dialog.removeAttribute("data-busy");
      say(dialog.dataset.failed, "failed");
    });
  }

  function png() {
    return window.dashboardSnapshot.png(shown.picture, shown.svg).then(function (canvas) {
      return new Promise(function (done, failed) {
        canvas.toBlob(function (blob) { if (blob) done(blob); else failed(new Error("no picture")); }, "image/png");
      });
    });
  }

  function save(blob, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  function failed() {
    say(panel().dataset.failed, "failed");
  }

  document.addEventListener("click", function (event) {
    if (!event.target.closest || event.defaultPrevented) return;
    var link = event.target.closest("a[data-picture]");
    if (link && panel() && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      address = link.getAttribute("href");
      var menu = link.closest("details.menu");
      opener = menu ? menu.querySelector("summary") : link;
      document.getElementById("picture-of").textContent = link.dataset.picture;
      panel().showModal();
      draw();
      return;
    }
    if (event.target.closest("[data-picture-close]") || event.target === panel()) {
      panel().close();
      return;
    }
    var button = event.target.closest("[data-picture-save]");
    if (button && shown) {
      var name = shown.picture.name + "." + button.dataset.pictureSave;
      if (button.dataset.pictureSave === "svg") save(new Blob([shown.svg], { type: "image/svg+xml" }), name);
      else png().then(function (blob) { save(blob, name); }, failed);
      return;
    }
    if (event.target.closest("[data-picture-copy]") && shown) {
      // The promise goes into the clipboard item: some browsers let only the press itself write, not what comes after it.
      navigator.clipboard.write([new window.ClipboardItem({ "image/png": png() })]).then(
        function () { say(panel().dataset.copied); },
        function () { say(panel().dataset.notCopied, "failed"); }
      );
    }
  });

  document.addEventListener("change", function (event) {
    if (event.target.name === "picture-size") draw();
  });

  document.addEventListener("close", function (event) {
    if (event.target.id !== "picture") return;
    asked += 1;
    forget();
    if (opener && opener.isConnected) opener.focus();
  }, true);
})();
