/*
 * 杏林 Press: the little script that pages need. Runs in <head>, before the first paint.
 * Everything here is an addition: without it pages read, link and print the same.
 */
(function () {
  "use strict";
  var root = document.documentElement;
  var KEY = "xinglin.size";

  // 字号: kept for the next page and the next visit.
  function remembered() {
    try { return localStorage.getItem(KEY) || ""; } catch (error) { return ""; }
  }
  function remember(size) {
    try { localStorage.setItem(KEY, size); } catch (error) { return; }
  }
  function show(size) {
    if (size === "big" || size === "huge") { root.dataset.xlSize = size; } else { delete root.dataset.xlSize; }
    document.querySelectorAll("button[data-xl-size]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.xlSize === (root.dataset.xlSize || "")));
    });
  }
  show(remembered());

  document.addEventListener("DOMContentLoaded", function () {
    show(remembered());
    document.querySelectorAll(".xl-size").forEach(function (group) {
      group.hidden = false;
      group.addEventListener("click", function (event) {
        var button = event.target.closest("button[data-xl-size]");
        if (button) { remember(button.dataset.xlSize); show(button.dataset.xlSize); }
      });
    });
    // Paper cannot be unfolded.
    var folded = [];
    window.addEventListener("beforeprint", function () {
      folded = Array.from(document.querySelectorAll("details:not([open])"));
      folded.forEach(function (part) { part.open = true; });
    });
    window.addEventListener("afterprint", function () { folded.forEach(function (part) { part.open = false; }); });
    document.querySelectorAll("[data-xl-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
    document.querySelectorAll(".xl-player__film").forEach(function (film) {
      // The controls would lie over the mark on the poster: they come when the film is asked for, and go when it ends.
      var button = document.querySelector("[data-xl-play]");
      function play() {
        if (film.controls) { return; }
        film.controls = true;
        button.hidden = true;
        film.play().catch(function () { return; }); // the browser's own controls then say what is wrong
        film.focus();
      }
      film.controls = false;
      button.hidden = false;
      button.addEventListener("click", play);
      film.addEventListener("click", play);
      film.addEventListener("ended", function () {
        if (document.fullscreenElement) { return; }
        film.controls = false;
        button.hidden = false;
        film.load();
      });
    });
  });
})();
