/*
 * How texts and queries are compared: the same folding, runs, grams, hash and numbers as hooks/press/search
 * (fold.py, grams.py, numbers.py). Pure functions but for the table of traditional signs, which grows as files bring it.
 */
(function () {
  "use strict";
  var STOPPERS = 61;
  var CONTINUERS = 30;
  var WORD = "0-9a-z\\u00df-\\u00f6\\u00f8-\\u024f\\u0370-\\u03ff\\u0400-\\u04ff\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf" +
    "\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  var RUN = new RegExp("[" + WORD + "]+", "gu");
  var EDGES = new RegExp("^[^" + WORD + "]+|[^" + WORD + "]+$", "gu");
  var simple = new Map(); // traditional sign → simplified
  var folded = new Map(); // sign → its folded form, as met
  var changing = /[^\u3400-\u9fff]/gu; // signs that may fold to something else

  /** Take pairs "traditional, simplified, traditional, simplified …". */
  function learn(pairs) {
    var signs = Array.from(pairs);
    for (var at = 0; at < signs.length; at += 2) {
      if (!simple.has(signs[at])) { simple.set(signs[at], signs[at + 1]); folded.clear(); }
    }
    if (signs.length) { changing = new RegExp("[^\\u3400-\\u9fff]|[" + Array.from(simple.keys()).join("") + "]", "gu"); }
  }

  function foldSign(sign) {
    var known = folded.get(sign);
    if (known === undefined) {
      known = "";
      for (var one of sign.normalize("NFKC").toLowerCase()) { known += simple.get(one) || one; }
      folded.set(sign, known);
    }
    return known;
  }

  function fold(text) { return text.replace(changing, foldSign); }

  /** Folded text with, for each of its units, where in the text as written it came from (one more for the end). */
  function traced(text) {
    var out = "";
    var from = [];
    var at = 0;
    for (var sign of text) {
      var form = foldSign(sign);
      for (var unit = 0; unit < form.length; unit += 1) { from.push(at); }
      out += form;
      at += sign.length;
    }
    from.push(at);
    return { text: out, from: from };
  }

  /** The phrases of a query: what blanks separate, folded, without punctuation at the ends. */
  function phrases(query) {
    return query.normalize("NFC").split(/\s+/u).map(function (part) { return fold(part).replace(EDGES, ""); })
      .filter(function (phrase, place, all) { return phrase && all.indexOf(phrase) === place; });
  }

  /** The pairs of a folded phrase in order; its single characters when it has no pair. */
  function grams(phrase) {
    var pairs = [];
    var singles = [];
    (phrase.match(RUN) || []).forEach(function (run) {
      var signs = Array.from(run);
      singles = singles.concat(signs);
      for (var at = 1; at < signs.length; at += 1) { pairs.push(signs[at - 1] + signs[at]); }
    });
    return pairs.length ? pairs : singles;
  }

  function hash(gram) {
    var value = 2166136261;
    for (var sign of gram) { value = Math.imul(value ^ sign.codePointAt(0), 16777619) >>> 0; }
    return (value ^ (value >>> 15)) >>> 0;
  }

  /** Numbers as numbers.py writes them, handed to `take` one by one. */
  function numbers(written, take) {
    var pending = 0;
    for (var at = 0; at < written.length; at += 1) {
      var code = written.charCodeAt(at) - 35;
      var value = code > 57 ? code - 1 : code; // the backslash is left out
      if (value < STOPPERS) {
        take(pending * STOPPERS + value);
        pending = 0;
      } else {
        pending = pending * CONTINUERS + value - STOPPERS + 1;
      }
    }
  }

  /** Where a phrase stands in a text but for one wrong, missing or superfluous character: [start, end), or null. */
  function near(text, phrase) {
    var half = phrase.length >> 1;
    return nearFrom(text, phrase, 0, half) || nearFrom(text, phrase, half, phrase.length);
  }

  // At most one character is wrong, so one half of the phrase is right: look it up, then compare what is left.
  function nearFrom(text, phrase, low, high) {
    var part = phrase.slice(low, high);
    for (var at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      if (low === 0) {
        var length = oneWrong(phrase.slice(high), text.substr(at + part.length, phrase.length - high + 1));
        if (length >= 0) { return [at, at + part.length + length]; }
      } else {
        var before = reversed(text.slice(Math.max(0, at - low - 1), at));
        var back = oneWrong(reversed(phrase.slice(0, low)), before);
        if (back >= 0) { return [at - back, at + part.length]; }
      }
    }
    return null;
  }

  function reversed(text) { return text.split("").reverse().join(""); }

  /** How much of the beginning of `text` is `wanted` with at most one character wrong, missing or too much; -1: none. */
  function oneWrong(wanted, text) {
    var same = 0;
    while (same < wanted.length && wanted[same] === text[same]) { same += 1; }
    if (same === wanted.length) { return same; }
    var rest = wanted.slice(same + 1);
    if (text.substr(same + 1, rest.length) === rest && same < text.length && text[same] !== "\n") { return wanted.length; }
    if (text.substr(same, rest.length) === rest) { return wanted.length - 1; }
    if (text.substr(same + 1, rest.length + 1) === wanted.slice(same) && text[same] !== "\n") { return wanted.length + 1; }
    return -1;
  }

  window.xinglinSearch.words = {
    learn: learn, fold: fold, traced: traced, phrases: phrases, grams: grams, hash: hash, numbers: numbers, near: near
  };
})();
