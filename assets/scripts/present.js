/* Decks: adds a figure without leaving its page; on the page of a deck draws previews, keeps words as they are typed, moves slides by
   drag and by keys and makes files with their progress; shows a deck slide by slide. All but the drawings works without it, by forms. */
(function () {
  "use strict";
  var PREVIEW_MARGIN = "400px";
  var SCROLL_EDGE_PX = 70;
  var TOLD_MS = 8000;

  function ask(address, form) {
    return window.fetch(address, {
      method: form ? "POST" : "GET", body: form || undefined, headers: { Accept: "application/json" }, keepalive: Boolean(form),
    }).then(function (response) {
      return response.json().then(function (told) {
        if (!response.ok) throw Object.assign(new Error(told.error || String(response.status)), { told: told });
        return told;
      });
    });
  }

  function fields(given) {
    var form = new URLSearchParams();
    Object.keys(given).forEach(function (name) { form.set(name, given[name]); });
    return form;
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (place, name) { return name in values ? values[name] : place; });
  }

  /* Add to deck, from a card's menu */

  var notice = null;

  function tell(text, told) {
    if (!notice) {
      notice = document.createElement("div");
      notice.className = "deck-notice";
      notice.setAttribute("role", "status");
      document.body.appendChild(notice);
    }
    window.clearTimeout(notice.ends);
    notice.textContent = text + " ";
    if (told && told.deck && told.open) {
      var link = document.createElement("a");
      link.href = told.deck;
      link.textContent = told.open;
      link.setAttribute("data-reload", "");
      notice.appendChild(link);
    }
    notice.hidden = false;
    notice.ends = window.setTimeout(function () { notice.hidden = true; }, TOLD_MS);
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches || !form.matches("form.add-to-deck")) return;
    event.preventDefault();
    var menu = form.closest("details.menu"), button = form.querySelector("button");
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    if (menu) menu.querySelector("summary").focus();
    ask(form.getAttribute("action"), new URLSearchParams(new FormData(form))).then(function (told) {
      form.querySelector(".add-label").textContent = told.label;
      tell(told.said, told);
    }, function (fault) {
      tell(fault.told ? fault.message : form.dataset.failed, fault.told);
    }).then(function () { button.removeAttribute("aria-busy"); });
  });

  /* Pictures of slides, drawn one after the other as they come into view */

  var line = Promise.resolve();
  var SMALL = 0.5; // of the slide's size: of dots, since a vector picture is painted anew at every move of the pointer

  function as_file(picture, svg, is_small) {
    if (!is_small) return Promise.resolve(new Blob([svg], { type: "image/svg+xml" }));
    return window.dashboardSnapshot.png(Object.assign({}, picture, { scale: SMALL }), svg).then(function (canvas) {
      return new Promise(function (done) { canvas.toBlob(done, "image/png"); });
    });
  }

  function draw(place, failed) {
    if (place.drawing) return place.drawing;
    var queued = line.then(function () {
      return ask(place.dataset.slide).then(function (picture) {
        return window.dashboardSnapshot.compose(picture, { alone: true }).then(function (svg) {
          return as_file(picture, svg, place.classList.contains("slide-picture"));
        }).then(function (file) {
          var image = new Image();
          image.alt = picture.alt;
          image.src = URL.createObjectURL(file);
          return image.decode().then(function () { return image; }, function () { return image; });
        });
      }).then(function (image) {
        place.textContent = "";
        place.appendChild(image);
        place.setAttribute("data-drawn", "");
      }, function (fault) {
        var said = document.createElement("p");
        said.className = "slide-failed";
        said.textContent = fault.told ? fault.message : failed;
        if (!place.querySelector(".show-words")) place.textContent = "";
        place.appendChild(said);
        place.setAttribute("data-drawn", "failed");
      });
    });
    line = queued;
    place.drawing = queued;
    return queued;
  }

  function draw_in_view(places, failed) {
    var watch = new IntersectionObserver(function (seen) {
      seen.forEach(function (one) {
        if (!one.isIntersecting) return;
        watch.unobserve(one.target);
        draw(one.target, failed);
      });
    }, { rootMargin: PREVIEW_MARGIN });
    places.forEach(function (place) { watch.observe(place); });
  }

  /* The page of a deck */

  function begin_deck(list) {
    var said = document.getElementById("deck-said");

    function slides() { return Array.prototype.slice.call(list.children); }

    function ends() {
      var all = slides();
      all.forEach(function (slide, n) {
        slide.querySelector(".slide-up button").disabled = n === 0;
        slide.querySelector(".slide-down button").disabled = n === all.length - 1;
      });
    }

    // The page shows the new order at once and takes it back if the server does not.
    function place(slide, before, focused) {
      var next = slide.nextElementSibling;
      if (before === slide || before === next) return;
      list.insertBefore(slide, before);
      ends();
      if (focused) (focused.disabled ? slide.querySelector(".slide-grip") : focused).focus();
      ask(list.dataset.deck + "/" + slide.id + "/move", fields({ before: before ? before.id : "" })).then(function () {
        var all = slides();
        said.textContent = filled(list.dataset.moved, { title: slide.dataset.title, n: all.indexOf(slide) + 1, of: all.length });
      }, function (fault) {
        list.insertBefore(slide, next);
        ends();
        tell(fault.told ? fault.message : list.dataset.failed);
      });
    }

    function step(slide, up, focused) {
      if (up && slide.previousElementSibling) place(slide, slide.previousElementSibling, focused);
      if (!up && slide.nextElementSibling) place(slide, slide.nextElementSibling.nextElementSibling, focused);
    }

    list.addEventListener("submit", function (event) {
      var form = event.target, slide = form.closest(".deck-slide");
      if (form.matches(".slide-up, .slide-down")) {
        event.preventDefault();
        step(slide, form.matches(".slide-up"), form.querySelector("button"));
      }
      if (form.matches(".slide-text")) {
        event.preventDefault();
        save(form);
      }
    });

    list.addEventListener("keydown", function (event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      var grip = event.target.closest(".slide-grip");
      if (grip && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
        event.preventDefault();
        step(grip.closest(".deck-slide"), event.key === "ArrowUp", grip);
      }
      if (event.target.matches(".slide-text textarea") && event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        save(event.target.form);
      }
    });

    /* Words */

    function save(form) {
      var text = form.elements.text, was = form.elements.was, state = form.querySelector(".slide-said");
      var typed = text.value.replace(/\s+/g, " ").trim();
      if (typed === was.value || form.saving) return;
      form.saving = true;
      ask(form.getAttribute("action"), fields({ field: form.elements.field.value, was: was.value, text: typed })).then(function (told) {
        was.value = told.text;
        form.removeAttribute("data-changed");
        state.textContent = list.dataset.saved;
        var slide = form.closest(".deck-slide");
        slide.querySelectorAll(".slide-flags li").forEach(function (flag) {
          if (told.text.indexOf(flag.dataset.quoted) < 0) flag.remove();
        });
        if (form.elements.field.value === "title") {
          slide.dataset.title = told.text;
          redraw(slide.querySelector(".slide-picture"));
        }
      }, function (fault) {
        state.textContent = fault.told ? fault.message : list.dataset.failed;
      }).then(function () {
        form.saving = false;
        if (text.value.replace(/\s+/g, " ").trim() !== was.value) changed(form);
      });
    }

    function changed(form) {
      form.setAttribute("data-changed", "");
    }

    function redraw(place) {
      place.drawing = null;
      draw(place, list.dataset.noPicture);
    }

    list.addEventListener("input", function (event) {
      var form = event.target.closest(".slide-text");
      if (!form) return;
      changed(form);
      form.querySelector(".slide-said").textContent = list.dataset.unsaved;
    });
    list.addEventListener("change", function (event) {
      var form = event.target.closest(".slide-text");
      if (form) save(form);
    });
    window.addEventListener("beforeunload", function (event) {
      // What is being saved reaches the server even if the page is left.
      var open = Array.prototype.some.call(list.querySelectorAll(".slide-text[data-changed]"), function (form) { return !form.saving; });
      if (open) event.preventDefault();
    });

    /* Drag: a line shows where the slide will go; nothing moves before it is let go. */

    var drag = null;

    function target_at(y) {
      return slides().find(function (slide) {
        var box = slide.getBoundingClientRect();
        return y < box.top + box.height / 2;
      }) || null;
    }

    function mark(before) {
      slides().forEach(function (slide) {
        slide.toggleAttribute("data-drop-before", slide === before);
        slide.toggleAttribute("data-drop-after", before === null && slide === list.lastElementChild);
      });
    }

    function unmark() {
      slides().forEach(function (slide) {
        slide.removeAttribute("data-drop-before");
        slide.removeAttribute("data-drop-after");
        slide.removeAttribute("data-dragged");
      });
    }

    function scroll_along() {
      if (!drag) return;
      var y = drag.y, by = y < SCROLL_EDGE_PX ? -12 : y > window.innerHeight - SCROLL_EDGE_PX ? 12 : 0;
      if (by) {
        window.scrollBy(0, by);
        drag.before = target_at(y);
        mark(drag.before);
      }
      window.requestAnimationFrame(scroll_along);
    }

    function end_drag(moves) {
      var was = drag;
      drag = null;
      unmark();
      if (was && moves && was.has_moved) place(was.slide, was.before, was.grip);
    }

    list.addEventListener("pointerdown", function (event) {
      var grip = event.target.closest(".slide-grip");
      if (!grip || event.button !== 0) return;
      grip.setPointerCapture(event.pointerId);
      drag = { slide: grip.closest(".deck-slide"), grip: grip, y: event.clientY, from: event.clientY, before: undefined, has_moved: false };
    });
    list.addEventListener("pointermove", function (event) {
      if (!drag) return;
      drag.y = event.clientY;
      if (!drag.has_moved && Math.abs(drag.y - drag.from) < 4) return;
      if (!drag.has_moved) {
        drag.has_moved = true;
        drag.slide.setAttribute("data-dragged", "");
        window.requestAnimationFrame(scroll_along);
      }
      drag.before = target_at(drag.y);
      mark(drag.before);
    });
    list.addEventListener("pointerup", function () { end_drag(true); });
    list.addEventListener("pointercancel", function () { end_drag(false); });
    document.addEventListener("keydown", function (event) { if (event.key === "Escape" && drag) end_drag(false); });

    ends();
    draw_in_view(list.querySelectorAll(".slide-picture"), list.dataset.noPicture);
  }

  /* Making a file: each line of the answer tells how far it is, the last one holds the file. */

  function begin_making(panel) {
    var bar = document.getElementById("make-progress"), said = document.getElementById("make-said");
    var cancel = document.getElementById("make-cancel"), making = null;

    function bytes(text) {
      var plain = window.atob(text), held = new Uint8Array(plain.length);
      for (var i = 0; i < plain.length; i += 1) held[i] = plain.charCodeAt(i);
      return held;
    }

    function save(file) {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([bytes(file.file)], { type: file.type }));
      link.download = file.name;
      document.body.appendChild(link);
      link.click();
      link.remove();
      window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
    }

    function told(line) {
      if (line.error) throw Object.assign(new Error(line.error), { told: line });
      if (line.file) {
        save(line);
        said.textContent = filled(panel.dataset.made, { name: line.name });
        bar.value = bar.max;
        return true;
      }
      bar.max = line.of;
      bar.value = line.done;
      said.textContent = line.said;
      return false;
    }

    function read(response) {
      if (!response.ok) return response.json().then(told);
      var reader = response.body.getReader(), decoder = new TextDecoder(), rest = "", is_made = false;
      function on(part) {
        rest += decoder.decode(part.value || new Uint8Array(), { stream: !part.done });
        var lines = rest.split("\n");
        rest = lines.pop();
        lines.forEach(function (line) { if (line) is_made = told(JSON.parse(line)) || is_made; });
        if (!part.done) return reader.read().then(on);
        if (!is_made) throw new Error("the answer ended before the file");
        return undefined;
      }
      return reader.read().then(on);
    }

    function busy(is_busy) {
      document.querySelectorAll("form.deck-make button").forEach(function (button) { button.disabled = is_busy; });
      cancel.hidden = !is_busy;
      bar.hidden = !is_busy;
    }

    document.addEventListener("submit", function (event) {
      var form = event.target;
      if (!form.matches("form.deck-make")) return;
      event.preventDefault();
      if (making) return;
      making = new AbortController();
      var pressed = form.querySelector("button");
      panel.hidden = false;
      bar.removeAttribute("value");
      said.textContent = panel.dataset.begun;
      busy(true);
      cancel.focus();
      window.fetch(form.getAttribute("action"), {
        method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/x-ndjson" }, signal: making.signal,
      }).then(read).catch(function (fault) {
        said.textContent = fault.name === "AbortError" ? panel.dataset.cancelled : fault.told ? fault.message : panel.dataset.failed;
      }).then(function () {
        making = null;
        var stood = document.activeElement === cancel || document.activeElement === document.body;
        busy(false);
        if (stood) pressed.focus();
      });
    });
    cancel.addEventListener("click", function () { if (making) making.abort(); });
  }

  /* The slideshow */

  function begin_show(stage) {
    var slides = Array.prototype.slice.call(stage.querySelectorAll(".show-slide"));
    var number = document.getElementById("show-number"), leave = document.getElementById("show-leave");
    if (!slides.length) return;
    document.body.setAttribute("data-running", "");

    function asked() {
      var n = /^#slide-(\d+)$/.exec(window.location.hash);
      return n ? Math.min(Math.max(Number(n[1]), 1), slides.length) - 1 : 0;
    }

    var at = asked();

    function show(n, is_step) {
      at = Math.min(Math.max(n, 0), slides.length - 1);
      slides.forEach(function (slide, i) { slide.hidden = i !== at; });
      number.textContent = String(at + 1);
      document.querySelector('[data-step="-1"]').disabled = at === 0;
      document.querySelector('[data-step="1"]').disabled = at === slides.length - 1;
      window.history.replaceState(null, "", "#slide-" + (at + 1));
      if (is_step) slides[at].focus();
      draw(slides[at].querySelector(".show-paper"), stage.dataset.noPicture);
      if (at + 1 < slides.length) draw(slides[at + 1].querySelector(".show-paper"), stage.dataset.noPicture);
    }

    function full() {
      if (document.fullscreenElement) document.exitFullscreen();
      else if (document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(function () {});
    }

    var steps = {
      ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, Enter: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1,
    };
    document.addEventListener("keydown", function (event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      var on_button = event.target.closest && event.target.closest("button, a");
      if (on_button && (event.key === " " || event.key === "Enter")) return;
      var by = event.key === " " && event.shiftKey ? -1 : steps[event.key];
      if (by) show(at + by, true);
      else if (event.key === "Home") show(0, true);
      else if (event.key === "End") show(slides.length - 1, true);
      else if (event.key === "f" || event.key === "F") full();
      else if (event.key === "Escape" && !document.fullscreenElement) window.location.assign(leave.href);
      else return;
      event.preventDefault();
    });
    document.addEventListener("click", function (event) {
      var button = event.target.closest("[data-step]");
      if (!button) {
        if (!event.target.closest("a, button, .show-bar, .show-notice") && !String(window.getSelection())) {
          show(at + (event.clientX < window.innerWidth / 3 ? -1 : 1), true);
        }
        return;
      }
      if (button.dataset.step === "full") full();
      else {
        show(at + Number(button.dataset.step), true);
        if (!button.disabled) button.focus();
      }
    });
    if (!document.documentElement.requestFullscreen) document.querySelector('[data-step="full"]').hidden = true;
    window.addEventListener("hashchange", function () { if (asked() !== at) show(asked(), true); });
    show(at, true);
  }

  function begin() {
    var list = document.getElementById("slides"), panel = document.getElementById("making"), stage = document.getElementById("show");
    if (list && list.classList.contains("deck-slides")) begin_deck(list);
    if (panel) begin_making(panel);
    if (stage && stage.classList.contains("show-stage")) begin_show(stage);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
