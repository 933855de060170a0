// Search fields that propose municipalities: the editable combobox of the ARIA authoring practices. Around
// each: data-finder (address up to the query), data-field (selector), data-mode (go, fill), texts.
let count = 0;
const make = (tag, parent, properties) =>
  parent.appendChild(Object.assign(document.createElement(tag), properties));

function enhance(holder) {
  const text = holder.dataset, field = holder.querySelector(text.field);
  const id = `proposals-${++count}`, box = make("div", field.parentNode, { className: "combobox" });
  field.replaceWith(box);
  box.append(field);
  const list = make("ul", box, { id, className: "proposals", role: "listbox", hidden: true, ariaLabel: text.list });
  const status = make("p", box, { className: "visually-hidden", role: "status" });
  if (field.type === "search") field.type = "text";
  Object.assign(field, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false", autocomplete: "off" });
  field.setAttribute("aria-controls", id);
  let items = [], active = -1, timer, request, asked;

  const choose = (index) => {
    if (list.children[active]) list.children[active].ariaSelected = "false";
    const option = list.children[active = index];
    field.setAttribute("aria-activedescendant", option?.id ?? "");
    if (!option) return;
    option.ariaSelected = "true";
    option.scrollIntoView({ block: "nearest" });
  };
  const show = (open) => {
    list.hidden = !open || !items.length;
    field.ariaExpanded = String(!list.hidden);
    if (list.hidden) choose(-1);
  };
  const halt = () => { clearTimeout(timer); request?.abort(); };
  const stop = () => { halt(); show(false); };
  const step = (by) => {
    if (!items.length) return ask();
    show(true);
    choose((active + by + (active + by < -1) + items.length) % items.length);
  };
  const accept = ({ url, label }) => {
    stop();
    if (text.mode === "go") return location.assign(url);
    field.value = asked = label;
  };
  const fill = ({ results, suggestions }) => {
    items = results.length ? results : suggestions;
    choose(-1);
    list.replaceChildren();
    items.forEach((item, index) => {
      const option = make("li", list, { id: `${id}-${index}`, role: "option", ariaSelected: "false" });
      make("span", option, { textContent: item.name });
      const why = item.matched === item.name ? [] : [item.matched];
      make("small", option, { textContent: [...why, item.province].join(" · ") });
      option.onclick = () => accept(item);
    });
    const said = text[!items.length ? "none" : !results.length ? "near" : items.length > 1 ? "many" : "one"];
    status.textContent = said.replace("{number}", items.length);
    show(document.activeElement === field);
  };
  const ask = async () => {
    halt();
    const query = field.value.trim();
    if (query.length < 2) {
      items = [];
      status.textContent = "";
      return show();
    }
    request = new AbortController();
    try {
      fill(await (await fetch(text.finder + encodeURIComponent(query), request)).json());
      asked = query;
    } catch { /* aborted, or no network */ }
  };

  field.oninput = () => {
    choose(-1);
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  };
  field.onkeydown = (event) => {
    const { key, altKey } = event, open = !list.hidden;
    if (event.isComposing) return;
    if (key === "ArrowDown") altKey ? show(true) : step(1);
    else if (key === "ArrowUp") altKey ? show(false) : step(-1);
    else if (key === "Enter" && active >= 0) accept(items[active]);
    else if (key === "Escape" && open) show(false);
    else if (key === "Escape" && field.value) ask(field.value = "");
    else {
      if (/^(Home|End|Arrow)/.test(key)) choose(-1);
      return;
    }
    event.preventDefault();
  };
  field.onfocus = () => show(field.value.trim() === asked);
  field.onblur = stop;
  list.onmousedown = (event) => event.preventDefault(); // keeps the focus
  field.form?.addEventListener("submit", stop);
}

document.querySelectorAll("[data-finder]").forEach(enhance);
