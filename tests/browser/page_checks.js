// Checks that a test runs inside a page. Each returns a line for everything that it finds wrong.
(() => {
  const named = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const all = (selector, root = document) => [...root.querySelectorAll(selector)].filter(shown);
  // Out of sight on purpose: for screen readers only, or until it has the focus.
  const hidden = (element) => element.closest(".visually-hidden, .skip-link");
  const INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=option]";

  // Nothing scrolls sideways, no text is cut off or lies beyond the edge (WCAG 1.4.4, 1.4.10, 1.4.12).
  function layout() {
    const width = document.documentElement.clientWidth, wrong = [], seen = new Set();
    const needed = document.documentElement.scrollWidth;
    if (needed > width) wrong.push(`scrolls sideways: ${needed} > ${width}`);
    if (!all("h1").some((heading) => heading.innerText.trim())) wrong.push("no visible h1");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode, element = node.parentElement;
      if (!node.data.trim() || seen.has(element)) continue;
      seen.add(element);
      if (hidden(element) || element.closest("svg, select, noscript, script, template, textarea") || !shown(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      let scrolls = false;
      for (let around = element; around && around !== document.body; around = around.parentElement) {
        const style = getComputedStyle(around);
        if (/auto|scroll/.test(style.overflowX)) { scrolls = true; break; }
        if (!/hidden|clip/.test(style.overflowX + style.overflowY)) continue;
        const frame = around.getBoundingClientRect();
        if (box.right > frame.right + 1 || box.left < frame.left - 1 || box.bottom > frame.bottom + 1 || box.top < frame.top - 1)
          wrong.push(`cut off: ${named(element)}`);
      }
      if (!scrolls && (box.right > width + 1 || box.left < -1)) wrong.push(`beyond the edge: ${named(element)}`);
    }
    return wrong;
  }

  // Landmarks stand once or have names of their own, headings skip no level, identifiers are unique and exist.
  function structure() {
    const wrong = [];
    if (document.querySelectorAll("main").length !== 1) wrong.push("not one main");
    for (const landmark of ["body > header", "body > footer"])
      if (document.querySelectorAll(landmark).length > 1) wrong.push(`more than one ${landmark}`);
    const names = new Set();
    for (const element of document.querySelectorAll("nav, aside, section[aria-label], section[aria-labelledby]")) {
      const by = element.getAttribute("aria-labelledby");
      const name = element.getAttribute("aria-label") ?? (by && document.getElementById(by)?.textContent.trim());
      const key = `${element.localName} ${name}`;
      if (!name) wrong.push(`no name: ${named(element)}`);
      else if (names.has(key)) wrong.push(`name used twice: ${named(element)}`);
      names.add(key);
    }
    let level = 0;
    for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
      const next = Number(heading.localName[1]);
      if (next > level + 1) wrong.push(`heading skips from ${level} to ${next}: ${named(heading)}`);
      level = next;
    }
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    for (const id of ids.filter((one, index) => ids.indexOf(one) !== index)) wrong.push(`identifier used twice: ${id}`);
    for (const element of document.querySelectorAll("[aria-describedby], [aria-labelledby], [aria-controls], label[for]"))
      for (const attribute of ["aria-describedby", "aria-labelledby", "aria-controls", "for"])
        for (const id of (element.getAttribute(attribute) ?? "").split(/\s+/).filter(Boolean))
          if (!document.getElementById(id)) wrong.push(`${attribute} leads nowhere: ${named(element)}`);
    return wrong;
  }

  // Targets are 24 by 24 pixels (WCAG 2.5.8), but for links within a sentence and for the map's houses where the page
  // has another link to the same place.
  function targets() {
    const wrong = [];
    for (const element of all(INTERACTIVE)) {
      if (hidden(element) || element.closest("[aria-hidden=true]")) continue;
      const inline = getComputedStyle(element).display === "inline" && element.closest("p, li, dd, td, label, figcaption, span");
      if (element.localName === "a" && inline) {
        const sentence = inline.textContent.trim(), text = element.textContent.trim();
        if (sentence !== text && inline.closest("p, dd, td, .prose, figcaption")) continue;
      }
      if (element.matches(".map__dot")
          && all(`a[href="${element.getAttribute("href")}"]:not(.map__dot)`).length) continue;
      // A card or tile is a target as a whole: its link is laid out over it.
      const over = getComputedStyle(element, "::after");
      if (over.position === "absolute" && over.content !== "none") continue;
      // So is what a label encloses.
      const label = element.closest("label");
      const box = (label ?? element).getBoundingClientRect();
      if (box.width < 24 || box.height < 24)
        wrong.push(`${Math.round(box.width)} x ${Math.round(box.height)}: ${named(element)}`);
    }
    return wrong;
  }

  // Nothing moves.
  function motion() {
    const seconds = (text) => Math.max(...text.split(",").map(parseFloat));
    const wrong = [];
    for (const element of document.querySelectorAll("*:not(svg *)"))
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(element, part);
        if (seconds(style.transitionDuration) > 0.01 || (style.animationName !== "none" && seconds(style.animationDuration) > 0.01))
          wrong.push(`moves: ${named(element)}`);
        if (style.scrollBehavior === "smooth") wrong.push(`scrolls smoothly: ${named(element)}`);
      }
    return wrong;
  }

  // The reader's own spacing (WCAG 1.4.12). Set by script, as an extension does: the page's policy need not allow it.
  function spaceOut() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }" +
      "p { margin-block-end: 2em !important; }");
    document.adoptedStyleSheets.push(sheet);
    return [];
  }

  // How everything around and inside an element looks, to see a difference when it gets the focus.
  function look(element) {
    const style = (one) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, stroke, clipPath } = getComputedStyle(one);
      return [outlineStyle !== "none" && outlineWidth !== "0px" ? [outlineStyle, outlineWidth, outlineColor] : "", boxShadow,
        borderColor, backgroundColor, stroke, clipPath].join();
    };
    const around = [element, element.parentElement, element.closest(".card, .tile, label")].filter(Boolean);
    return [...around, ...element.querySelectorAll("*")].map(style).join("|");
  }
  let before = new Map();
  function rememberLooks() {
    document.activeElement?.blur();
    before = new Map(all(`${INTERACTIVE}, [tabindex]`).map((element) => [element, look(element)]));
    return [];
  }

  // What has the focus shows it, is on the screen, and nothing lies over it (WCAG 2.4.7, 2.4.11).
  function focus() {
    const element = document.activeElement;
    if (!element || element === document.body) return ["END"];
    const wrong = [];
    if (before.get(element) === look(element)) wrong.push(`focus does not show: ${named(element)}`);
    const box = element.getClientRects()[0];
    if (!box || !box.width || !box.height) return [...wrong, `focus on nothing: ${named(element)}`];
    // The middle of what is on the screen of it.
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const upper = Math.max(box.top, 0), lower = Math.min(box.bottom, innerHeight);
    if (right - left < 1 || lower - upper < 1) return [...wrong, `focus off screen: ${named(element)}`];
    const x = (left + right) / 2, y = (upper + lower) / 2;
    const top = document.elementFromPoint(x, y);
    const related = top && (element.contains(top) || top.contains(element) || element.closest("label, .card, .tile, svg")?.contains(top));
    if (!related) wrong.push(`focus covered by ${top && named(top)}: ${named(element)}`);
    return wrong;
  }

  window.pageChecks = { layout, structure, targets, motion, spaceOut, rememberLooks, focus };
})();
