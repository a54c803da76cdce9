/*
 * The search box, asleep: turns the masthead's plain link into a button and loads the rest when it is wanted.
 * Without scripts, or in a browser without <dialog>, the link to the list of all articles stays.
 *
 *   <a class="xl-search-open" href="articles/index.html" data-xl-find="search/">全部文章</a>
 */
(function () {
  "use strict";
  var here = document.currentScript.src.replace(/[^/]*$/, "");
  var link = document.querySelector("a[data-xl-find]");
  if (!link || !window.HTMLDialogElement || !("normalize" in String.prototype)) { return; }
  var folder = new URL(link.dataset.xlFind, location.href).href;
  var asked = new Map(); // file → Promise of its values
  var take = new Map();  // name → function that takes the values

  function script(url) {
    return new Promise(function (resolve, reject) {
      var element = document.createElement("script");
      element.src = url;
      element.onload = resolve;
      element.onerror = function () { element.remove(); reject(new Error(url)); };
      document.head.append(element);
    });
  }

  /** What every search file calls: xinglinSearch("g/12", …). */
  function receive(name) {
    if (take.has(name)) { take.get(name)(Array.prototype.slice.call(arguments, 1)); }
  }

  /** Load a search file once; a failure is forgotten, so that the next try asks again. */
  receive.load = function (name) {
    if (!asked.has(name)) {
      var version = receive.version && location.protocol !== "file:" ? "?v=" + receive.version : "";
      asked.set(name, new Promise(function (resolve, reject) {
        take.set(name, resolve);
        script(folder + name + ".js" + version).then(function () { reject(new Error(name)); }, reject);
      }));
      asked.get(name).catch(function () { asked.delete(name); });
    }
    return asked.get(name);
  };
  receive.site = new URL("../", folder).href;
  window.xinglinSearch = receive;

  var ready = null;
  function prepare() {
    ready = ready || script(here + "words.js")
      .then(function () { return script(here + "finder.js"); })
      .then(function () { return script(here + "dialog.js"); })
      .then(function () {
        var style = document.createElement("link");
        style.rel = "stylesheet";
        style.href = here + "search.css";
        return new Promise(function (resolve) {
          style.onload = style.onerror = resolve;
          document.head.append(style);
        });
      });
    ready.catch(function () { ready = null; });
    return ready;
  }

  var button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-keyshortcuts", "/");
  var glass = link.querySelector("svg");
  if (glass) { button.append(glass.cloneNode(true)); }
  var word = document.createElement("span");
  word.textContent = "搜索";
  button.append(word);
  link.replaceWith(button);

  function open() {
    prepare().then(function () { receive.dialog.open(); }, function () { location.href = link.href; });
  }
  button.addEventListener("click", open);
  ["pointerenter", "focus"].forEach(function (event) {
    button.addEventListener(event, function () { prepare().catch(function () { return; }); }, { once: true });
  });
  document.addEventListener("keydown", function (event) {
    var at = event.target.closest ? event.target : document.body;
    // A dialog that was just closed may still hold the focus until the next frame.
    var busy = !at.closest("dialog:not([open])") && at.closest("input, textarea, select, [contenteditable], dialog");
    if (event.key !== "/" || busy || event.ctrlKey || event.metaKey || event.altKey) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    open();
  }, true);
})();
