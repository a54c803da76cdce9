/*
 * Finding: which pages hold a query, best first. Loads only what a query needs.
 *
 *   query → phrases → grams → shards (search/g/*.js) → pages → their texts (search/t/*.js) → verified hits
 *
 * Four groups, one after the other, a page once: the phrase itself · titles that sound like it · terms that sound like
 * it · the phrase with one wrong character.
 */
(function () {
  "use strict";
  var site = window.xinglinSearch;
  var words = site.words;
  var MOST_GRAMS = 4; // shards asked for one phrase: more would weigh more and exclude little
  var BATCH = 8;      // texts asked for at once
  var MOST_NEAR = 40; // texts read in search of a phrase with a wrong character
  var MOST_TERMS = 3;
  var FOLD_BUCKETS = 16;
  var pages = 0;
  var index = null;   // what index.js says
  var facets = null;  // what facets.js says, once somebody filters
  var ranks = new Map(); // gram → Promise of Uint8Array: per page 0 absent, 1 text, 2 heading, 3 title

  function open() {
    index = index || site.load("index").then(function (values) {
      pages = values[1];
      site.version = values[0];
      return { pairs: values[2], singles: values[3] };
    });
    return index;
  }

  /** The columns that results are filtered by: kind, topic, audience, doctor. */
  function columns() {
    facets = facets || open().then(function () { return site.load("facets"); }).then(function (values) { return values[0].map(column); });
    facets.catch(function () { facets = null; });
    return facets;
  }

  // A column: names, combinations of names, and per page the number of its combination.
  function column(written) {
    var of = new Uint16Array(pages);
    var at = 0;
    words.numbers(written[2], function (number) { of[at] = number; at += 1; });
    return { names: written[0], combinations: written[1], of: of };
  }

  function rank(gram) {
    if (!ranks.has(gram)) {
      ranks.set(gram, open().then(function (all) {
        var single = Array.from(gram).length === 1;
        var place = words.hash(gram);
        var shard = single ? all.pairs + place % all.singles : place % all.pairs;
        return site.load("g/" + shard).then(function (values) { return postings(gram, single, values); });
      }));
      ranks.get(gram).catch(function () { ranks.delete(gram); });
    }
    return ranks.get(gram);
  }

  function postings(gram, single, values) {
    var found = new Uint8Array(pages);
    found.unknown = true;
    var signs = Array.from(values[0]);
    var step = single ? 1 : 2;
    for (var at = 0; at < signs.length; at += step) {
      if (signs[at] + (single ? "" : signs[at + 1]) === gram) {
        found.unknown = false;
        values[1].split(" ")[at / step].split("!").forEach(function (part, level) {
          var page = -1;
          words.numbers(part, function (gap) { page += gap + 1; found[page] = level + 1; });
        });
        break;
      }
    }
    return found;
  }

  // Every second gram covers a phrase as well as all of them do. Letters are mostly meant as sounds: two will do.
  function enough(grams) {
    var last = grams.length - 1;
    var most = /^[a-z]+$/.test(grams.join("")) ? 2 : MOST_GRAMS;
    if (grams.length <= most) { return grams; }
    var chosen = grams.filter(function (gram, place) { return place % 2 === 0 || place === last; });
    var step = chosen.length / most;
    return chosen.filter(function (gram, place) { return Math.floor(place / step) !== Math.floor((place - 1) / step); });
  }

  function ranksOf(grams) { return Promise.all(grams.map(rank)); }

  /** The query's phrases in simplified signs: the table is asked only when a gram is in no page at all. */
  async function simplify(query) {
    var phrases = words.phrases(query);
    var lists = await Promise.all(phrases.map(function (phrase) { return ranksOf(enough(words.grams(phrase))); }));
    var long = phrases.some(function (phrase) { return phrase.length > 2 * MOST_GRAMS; }); // not all its signs were asked for
    if (!long && !lists.some(function (list) { return list.some(function (one) { return one.unknown; }); })) { return phrases; }
    var buckets = new Set();
    Array.from(phrases.join("")).forEach(function (sign) {
      if (sign >= "\u3400") { buckets.add(sign.codePointAt(0) % FOLD_BUCKETS); }
    });
    (await Promise.all(Array.from(buckets, function (bucket) { return site.load("fold/" + bucket); })))
      .forEach(function (values) { words.learn(values[0]); });
    return words.phrases(query);
  }

  function byRank(score) {
    var found = [];
    for (var page = pages - 1; page >= 0; page -= 1) { if (score[page]) { found.push(page); } }
    return found.sort(function (one, other) { return score[other] - score[one] || other - one; });
  }

  // --- the phrase itself
  async function exact(phrases) {
    var lists = await ranksOf([].concat.apply([], phrases.map(function (phrase) { return enough(words.grams(phrase)); })));
    var score = new Uint8Array(pages);
    if (lists.length) {
      for (var page = 0; page < pages; page += 1) {
        var least = 3;
        for (var at = 0; at < lists.length && least; at += 1) { least = Math.min(least, lists[at][page]); }
        score[page] = least;
      }
    }
    var sure = phrases.every(function (phrase) { return Array.from(phrase).length <= 2 && words.grams(phrase).length === 1; });
    return { pages: byRank(score), sure: sure, check: function (text) { return whole(text, phrases); } };
  }

  function whole(text, phrases) {
    var hit = { title: [], text: [] };
    for (var at = 0; at < phrases.length; at += 1) {
      var inTitle = places(text.foldedTitle, phrases[at]);
      var inText = places(text.foldedText, phrases[at]);
      if (!inTitle.length && !inText.length) { return null; }
      hit.title = hit.title.concat(inTitle);
      hit.text = hit.text.concat(inText);
    }
    return hit;
  }

  function places(traced, phrase) {
    var found = [];
    for (var at = traced.text.indexOf(phrase); at >= 0; at = traced.text.indexOf(phrase, at + phrase.length)) {
      found.push([traced.from[at], traced.from[at + phrase.length]]);
    }
    return found;
  }

  // --- what sounds like it
  function bit(letter) { return letter >= "a" && letter <= "z" ? 1 << (letter.charCodeAt(0) - 97) : 0; }

  // Texts to be heard: the titles in one folded string, and for each of its units the letters that it can begin with.
  async function sounds() {
    var loaded = await Promise.all([site.load("pinyin"), site.load("titles")]);
    if (!loaded[0].sounds) {
      words.learn(loaded[1][1]);
      var readings = new Map();
      var begins = new Map();
      loaded[0][0].replace(/([a-z]+)([^a-z]+)/g, function (all, syllable, signs) {
        Array.from(signs).forEach(function (sign) {
          if (!readings.has(sign)) { readings.set(sign, []); }
          readings.get(sign).push(syllable);
          begins.set(sign, begins.get(sign) | bit(syllable[0]));
        });
      });
      var heard = function (text) {
        var first = new Int32Array(text.length + 1);
        for (var at = 0; at < text.length; at += 1) { first[at] = begins.get(text[at]) || bit(text[at]); }
        return { text: text, first: first, readings: readings };
      };
      loaded[0].sounds = { titles: heard(words.fold(loaded[1][0])), terms: loaded[0][1].split(" "), heard: heard };
    }
    return loaded[0].sounds;
  }

  /** Where signs from `at` on are read as the letters from `from` on: the end and how many full syllables; null: not. */
  function sound(heard, at, letters, from, full) {
    if (from === letters.length) { return { end: at, full: full }; }
    if (!(heard.first[at] & bit(letters[from]))) { return null; }
    var syllables = heard.readings.get(heard.text[at]);
    if (!syllables) { return sound(heard, at + 1, letters, from + 1, full); } // a Latin letter
    var rest = letters.length - from;
    var best = null;
    syllables.forEach(function (syllable) {
      var same = 0;
      while (same < syllable.length && same < rest && syllable[same] === letters[from + same]) { same += 1; }
      if (!same) { return; }
      var steps = [1];
      if (same > 1 && (same === syllable.length || same === rest)) { steps.push(same); } // a whole syllable, or one begun
      if (same > 1 && syllable[1] === "h" && same !== 2) { steps.push(2); } // zh, ch, sh
      steps.forEach(function (step) {
        var found = sound(heard, at + 1, letters, from + step, full + (step === syllable.length ? 1 : 0));
        if (found && (!best || found.full > best.full)) { best = found; }
      });
    });
    return best;
  }

  function soundingTitles(letters, heard) {
    var hits = new Map();
    var wanted = bit(letters[0]);
    var page = 0;
    var start = 0;
    for (var at = 0; at < heard.text.length; at += 1) {
      if (heard.text[at] === "\n") {
        page += 1;
        start = at + 1;
      } else if (heard.first[at] & wanted) {
        var found = sound(heard, at, letters, 0, 0);
        if (found && found.end - at > 1 && (!hits.has(page) || hits.get(page).full < found.full)) {
          hits.set(page, { full: found.full, word: heard.text.slice(at, found.end), from: at - start, to: found.end - start });
        }
      }
    }
    var order = Array.from(hits.keys()).sort(function (one, other) {
      return hits.get(other).full - hits.get(one).full || other - one;
    });
    var spoken = new Map(); // what the letters mean in titles, and how often: looked up in texts too
    order.forEach(function (page) {
      var hit = hits.get(page);
      if (hit.full === hits.get(order[0]).full) { spoken.set(hit.word, (spoken.get(hit.word) || 0) + 1); }
    });
    return {
      pages: order, sure: false,
      words: Array.from(spoken.keys()).sort(function (one, other) { return spoken.get(other) - spoken.get(one); }).slice(0, 2),
      check: function (text, page) {
        var hit = hits.get(page);
        return { title: [[text.foldedTitle.from[hit.from], text.foldedTitle.from[hit.to]]], text: [] };
      }
    };
  }

  async function soundingTerms(letters, terms, listen) {
    var heard = [];
    terms.forEach(function (term) {
      var found = sound(listen(term), 0, letters, 0, 0);
      if (found && found.end > 1 && !heard.some(function (one) { return one.term === term; })) { heard.push({ term: term, whole: found.end === term.length, full: found.full }); }
    });
    heard.sort(function (one, other) { return other.whole - one.whole || other.full - one.full; });
    heard = heard.slice(0, MOST_TERMS).map(function (one) { return one.term; });
    var groups = await Promise.all(heard.map(function (term) { return exact([term]); }));
    var seen = new Set();
    groups.forEach(function (group) { group.pages.forEach(function (page) { seen.add(page); }); });
    return {
      pages: Array.from(seen), sure: false,
      check: function (text) {
        for (var at = 0; at < heard.length; at += 1) {
          var hit = whole(text, [heard[at]]);
          if (hit) { return hit; }
        }
        return null;
      }
    };
  }

  // --- one wrong character: it spoils at most two neighbouring pairs
  async function nearby(phrase) {
    var lists = await ranksOf(words.grams(phrase));
    var score = new Float32Array(pages);
    for (var page = 0; page < pages; page += 1) {
      var first = -1;
      var last = -1;
      var best = 0;
      var missing = 0;
      for (var at = 0; at < lists.length; at += 1) {
        if (lists[at][page]) {
          best = Math.max(best, lists[at][page]);
        } else {
          first = first < 0 ? at : first;
          last = at;
          missing += 1;
        }
      }
      if (best && last - first <= 1) { score[page] = 4 * (3 - missing) + best; }
    }
    return {
      pages: byRank(score).slice(0, MOST_NEAR), sure: false,
      check: function (text) {
        var title = words.near(text.foldedTitle.text, phrase);
        var body = title ? null : words.near(text.foldedText.text, phrase);
        if (!title && !body) { return null; }
        function back(place, traced) { return place ? [[traced.from[place[0]], traced.from[place[1]]]] : []; }
        return { title: back(title, text.foldedTitle), text: back(body, text.foldedText) };
      }
    };
  }

  async function text(page) {
    var values = await site.load("t/" + page);
    words.learn(values[6]);
    if (!values.read) {
      values.read = {
        url: values[0], title: values[1], kind: values[2], date: values[3], doctors: values[4], text: values[5],
        foldedTitle: words.traced(values[1]), foldedText: words.traced(values[5])
      };
    }
    return values.read;
  }

  async function* groupsOf(query) {
    var phrases = await simplify(query);
    if (!phrases.length) { return; }
    yield await exact(phrases);
    var letters = phrases.join("").replace(/'/g, "");
    if (/^[a-z]{2,40}$/.test(letters)) {
      var all = await sounds();
      var titles = soundingTitles(letters, all.titles);
      yield titles;
      yield await soundingTerms(letters, titles.words.concat(all.terms), all.heard);
    }
    var length = Array.from(phrases[0]).length;
    if (phrases.length === 1 && length >= 4 && length <= 24) { yield await nearby(phrases[0]); }
  }

  /**
   * Search. `chosen` has for each column (kind, topic, audience, doctor) a name's number or -1.
   * Returns { next(count): Promise of up to count hits, counts(): Promise of each column's hits by name, total, sure } —
   * total and counts know the groups asked so far.
   */
  async function search(query, chosen) {
    await open();
    var all = chosen.some(function (name) { return name >= 0; }) ? await columns() : [];
    var counted = [];
    var groups = groupsOf(query);
    var seen = new Set();
    var state = { total: 0, sure: true, done: false };
    var group = null;
    var waiting = [];
    var first = true;

    function fits(page, except) {
      return all.every(function (one, place) {
        return chosen[place] < 0 || place === except || one.combinations[one.of[page]].indexOf(chosen[place]) >= 0;
      });
    }
    async function counts() {
      return (await columns()).map(function (one, place) {
        var found = new Uint32Array(one.names.length);
        counted.forEach(function (page) {
          if (fits(page, place)) { one.combinations[one.of[page]].forEach(function (name) { found[name] += 1; }); }
        });
        return found;
      });
    }
    async function refill() {
      var step = await groups.next();
      if (step.done) { state.done = true; return; }
      group = step.value;
      var fresh = group.pages.filter(function (page) { return !seen.has(page); });
      if (first || !state.total) { counted = counted.concat(fresh); }
      first = false;
      waiting = fresh.filter(function (page) { return fits(page, -1); });
      state.total += waiting.length;
      state.sure = state.sure && (group.sure || !waiting.length);
    }
    async function next(wanted) {
      var hits = [];
      while (hits.length < wanted && !state.done) {
        if (!waiting.length) { await refill(); continue; }
        var batch = waiting.splice(0, Math.min(BATCH, wanted - hits.length));
        var texts = await Promise.all(batch.map(text));
        batch.forEach(function (page, place) {
          var hit = group.check(texts[place], page);
          if (!hit || seen.has(page)) { state.total -= 1; return; }
          seen.add(page);
          hits.push({ page: page, hit: hit, text: texts[place] });
        });
      }
      while (!waiting.length && !state.done) { await refill(); } // so that "done" says whether there are more
      return hits;
    }
    state.next = next;
    state.counts = counts;
    return state;
  }

  site.finder = { open: open, columns: columns, search: search };
})();
