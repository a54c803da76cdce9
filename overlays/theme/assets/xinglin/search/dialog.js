/*
 * The search dialog: a box, filters, results. A list of real links: arrow keys walk through it, Enter opens, Esc closes.
 * Everything shown is made by DOM calls; no text from a file is ever read as HTML.
 */
(function () {
  "use strict";
  var site = window.xinglinSearch;
  var SHOWN = 8;
  var PAUSE = 120; // ms after the last key
  var AROUND = 36; // characters before and after a hit in an excerpt
  var FILTERS = ["类型", "专题", "人群", "医师"];
  var latest = 0;
  var found = null;
  var timer = 0;
  var writing = false; // between the keys of an input method

  function make(tag, name, text) {
    var element = document.createElement(tag);
    if (name) { element.className = name; }
    if (text) { element.textContent = text; }
    return element;
  }

  var dialog = make("dialog", "xl-find");
  dialog.setAttribute("aria-label", "搜索");
  var bar = make("form", "xl-find__bar");
  bar.setAttribute("role", "search");
  var box = make("input", "xl-find__box");
  box.type = "search";
  box.autocomplete = "off";
  box.spellcheck = false;
  box.maxLength = 60;
  box.placeholder = "搜文章、视频，也可以打拼音";
  box.setAttribute("aria-label", "搜索文章、视频和宣传栏，可以输入拼音或拼音首字母");
  box.setAttribute("aria-controls", "xl-find-list");
  box.setAttribute("enterkeyhint", "search");
  var filter = make("button", "xl-find__filter", "筛选");
  filter.type = "button";
  filter.hidden = true;
  filter.setAttribute("aria-expanded", "false");
  filter.setAttribute("aria-controls", "xl-find-filters");
  var close = make("button", "xl-find__close", "关闭");
  close.type = "button";
  bar.append(box, close);
  var sieve = make("div", "xl-find__filters");
  sieve.id = "xl-find-filters";
  sieve.setAttribute("role", "group");
  sieve.setAttribute("aria-label", "筛选");
  sieve.hidden = true;
  var selects = FILTERS.map(function (label) {
    var select = make("select", "xl-find__select");
    select.setAttribute("aria-label", "按" + label + "筛选");
    sieve.append(select);
    return select;
  });
  var status = make("p", "xl-find__status");
  status.setAttribute("role", "status");
  var list = make("ol", "xl-find__list");
  list.id = "xl-find-list";
  var more = make("button", "xl-find__more", "再看几条");
  more.type = "button";
  more.hidden = true;
  var body = make("div", "xl-find__body");
  var line = make("div", "xl-find__line");
  line.append(status, filter);
  body.append(line, list, more);
  dialog.append(bar, sieve, body);
  document.body.append(dialog);

  function chosen() { return selects.map(function (select) { return select.value === "" ? -1 : Number(select.value); }); }

  function filtering() { return filter.getAttribute("aria-expanded") === "true"; }

  // How many hits each choice would leave; what they are is loaded when somebody first wants to filter.
  async function offer() {
    var turn = latest;
    var all = await site.finder.columns();
    var numbers = await found.counts();
    if (turn !== latest) { return; }
    selects.forEach(function (select, place) {
      var before = select.value;
      var counts = numbers[place];
      var options = [new Option(FILTERS[place], "")];
      Array.from(counts.keys()).filter(function (name) { return counts[name] || String(name) === before; })
        .sort(function (one, other) { return counts[other] - counts[one] || one - other; })
        .forEach(function (name) { options.push(new Option(all[place].names[name] + "（" + counts[name] + "）", name)); });
      select.replaceChildren.apply(select, options);
      select.value = before;
      select.disabled = options.length < 3 && before === "";
    });
    sieve.hidden = false;
  }

  function marked(element, text, places, start, end) {
    var at = start;
    places.slice().sort(function (one, other) { return one[0] - other[0]; }).forEach(function (place) {
      if (place[0] < at || place[1] > end) { return; }
      element.append(text.slice(at, place[0]), make("mark", "", text.slice(place[0], place[1])));
      at = place[1];
    });
    element.append(text.slice(at, end));
  }

  function excerpt(result) {
    var text = result.text.text;
    var place = result.hit.text.slice().sort(function (one, other) { return one[0] - other[0]; })[0] || [0, 0];
    var start = Math.max(0, place[0] - AROUND, text.lastIndexOf("\n", place[0] - 1) + 1);
    while (start > 0 && start < place[0] && /[\s，。、；：？！”’）》…]/.test(text[start])) { start += 1; } // no line begins with a stop
    var end = Math.min(text.length, place[1] + 2 * AROUND);
    var line = make("p", "xl-find__text");
    line.append(start > 0 && text[start - 1] !== "\n" ? "…" : "");
    marked(line, text, result.hit.text, start, end);
    line.append(end < text.length ? "…" : "");
    return line;
  }

  // The browser itself leads to the place and marks it (text fragments); those that cannot, open the page.
  function address(result) {
    var place = result.hit.text[0];
    var url = new URL(result.text.url, site.site).href;
    if (!place || result.hit.title.length) { return url; }
    return url + "#:~:text=" + encodeURIComponent(result.text.text.slice(place[0], place[1])).replace(/-/g, "%2D");
  }

  function day(written) {
    var parts = written.split("-").map(Number);
    return parts.length === 3 ? parts[0] + "年" + parts[1] + "月" + parts[2] + "日" : "";
  }

  function row(result) {
    var item = make("li", "xl-find__hit");
    var link = make("a", "xl-find__link");
    link.href = address(result);
    var title = make("span", "xl-find__title");
    marked(title, result.text.title, result.hit.title, 0, result.text.title.length);
    var about = make("p", "xl-find__about");
    about.append(make("span", "xl-find__kind", result.text.kind));
    [result.text.doctors, day(result.text.date)].forEach(function (fact) { if (fact) { about.append(make("span", "", fact)); } });
    link.append(title, excerpt(result), about);
    item.append(link);
    return item;
  }

  function unfold() {
    var open = !filtering();
    filter.setAttribute("aria-expanded", String(open));
    sieve.hidden = true;
    if (open) {
      offer().then(function () { selects[0].focus(); }).catch(failed);
    } else if (chosen().some(function (name) { return name >= 0; })) {
      selects.forEach(function (select) { select.value = ""; });
      look();
    }
  }

  function tell() {
    var shown = list.children.length;
    more.hidden = found.done;
    if (!shown) {
      status.textContent = "没有找到。可以换个说法，或者少打几个字。";
    } else if (more.hidden) {
      status.textContent = "找到 " + shown + " 条";
    } else {
      status.textContent = (found.sure ? "找到 " : "找到约 ") + Math.max(found.total, shown) + " 条";
    }
  }

  function failed() {
    status.textContent = "搜索没有成功，请检查网络后再试一次。";
    more.hidden = true;
  }

  async function look() {
    var turn = latest += 1;
    var query = box.value.trim();
    if (!query) {
      found = null;
      list.replaceChildren();
      status.textContent = "";
      more.hidden = sieve.hidden = filter.hidden = true;
      return;
    }
    status.textContent = list.children.length ? status.textContent : "正在搜索…";
    try {
      var state = await site.finder.search(query, chosen());
      var hits = await state.next(SHOWN);
      if (turn !== latest) { return; }
      found = state;
      list.replaceChildren.apply(list, hits.map(row));
      body.scrollTop = 0;
      filter.hidden = !hits.length && !filtering();
      tell();
      if (filtering()) { await offer(); }
      if (turn !== latest) { return; }
      dialog.dataset.query = query; // says which query the list answers
    } catch (error) {
      if (turn === latest) { failed(); }
    }
  }

  async function add() {
    var turn = latest;
    var before = list.children.length;
    try {
      var hits = await found.next(SHOWN);
      if (turn !== latest) { return; }
      list.append.apply(list, hits.map(row));
      tell();
      if (list.children[before]) { list.children[before].firstChild.focus(); }
    } catch (error) {
      failed();
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  }

  function walk(event) {
    var links = Array.from(list.querySelectorAll("a"));
    var at = links.indexOf(document.activeElement);
    var step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step || event.isComposing || (at < 0 && event.target !== box) || !links.length) { return; }
    event.preventDefault();
    if (at + step < 0) {
      if (step < 0) { box.focus(); }
    } else if (links[at + step]) {
      links[at + step].focus();
    } else if (!more.hidden) {
      more.focus();
    }
  }

  box.addEventListener("compositionstart", function () { writing = true; });
  box.addEventListener("compositionend", function () { writing = false; soon(); });
  box.addEventListener("input", function (event) { if (!writing && !event.isComposing) { soon(); } });
  selects.forEach(function (select) { select.addEventListener("change", look); });
  filter.addEventListener("click", unfold);
  more.addEventListener("click", add);
  close.addEventListener("click", function () { dialog.close(); });
  dialog.addEventListener("click", function (event) { if (event.target === dialog) { dialog.close(); } });
  dialog.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault(); // else the first Esc would only empty the box
      dialog.close();
    } else {
      event.stopPropagation(); // the page's own keys are not meant
      walk(event);
    }
  });
  list.addEventListener("click", function (event) {
    if (event.target.closest("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey) { dialog.close(); } // a hit on this very page
  });
  bar.addEventListener("submit", function (event) {
    event.preventDefault();
    var first = list.querySelector("a");
    if (first && dialog.dataset.query === box.value.trim()) { first.click(); } else { clearTimeout(timer); look(); }
  });

  site.dialog = {
    open: function () {
      if (!dialog.open) { dialog.showModal(); }
      box.focus();
      box.select();
      site.finder.open().catch(failed);
    }
  };
})();
