/*
 * 杏林 Press: the little that pages need beside Material's bundle. Runs in <head>, before the first paint.
 * Everything here is an addition: without it pages read, link and print the same.
 */
(function () {
  "use strict";
  var root = document.documentElement;
  var script = document.currentScript;
  var KEY = "xinglin.size";

  root.classList.replace("no-js", "js");

  // What Material's inline scripts define; its bundle calls them by these names.
  window.__md_scope = new URL(script.dataset.base || ".", location);
  window.__md_hash = function (text) {
    return Array.from(text).reduce(function (sum, sign) { return (sum << 5) - sum + sign.charCodeAt(0); }, 0);
  };
  window.__md_get = function (key, storage, scope) {
    try {
      return JSON.parse((storage || localStorage).getItem((scope || window.__md_scope).pathname + "." + key));
    } catch (error) {
      return null; // storage switched off: nothing was remembered
    }
  };
  window.__md_set = function (key, value, storage, scope) {
    try {
      (storage || localStorage).setItem((scope || window.__md_scope).pathname + "." + key, JSON.stringify(value));
    } catch (error) {
      return; // storage switched off or full: nothing is remembered
    }
  };

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
