// The list of municipalities changes in place when a filter does. Without this script, or when anything goes wrong, the
// same addresses load as pages. On the form: data-live, data-busy; the part that changes is #live-results.
const form = document.querySelector("form[data-live]");
const status = document.querySelector("#live-status");
const path = (address) => new URL(address, location.href).pathname;
const bare = (address) => String(address).split("#")[0];
let shown = bare(location.href), request, timer;

// The choices of the form with their numbers, without touching the field that has the focus more than needed.
function renew(fresh) {
  for (const field of form.elements) {
    const other = field.name && fresh.elements[field.name];
    if (!other) continue;
    if (field.options) field.replaceChildren(...[...other.options].map((option) => document.importNode(option, true)));
    field.value = other.value;
  }
}

async function load(address, { push = true, focus = false } = {}) {
  clearTimeout(timer);
  request?.abort();
  request = new AbortController();
  const region = document.querySelector("#live-results");
  region.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: request.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#live-results"), choices = page.querySelector("form[data-live]");
    if (!answer.ok || !fresh || !choices) throw new Error("not the list");
    region.replaceWith(document.adoptNode(fresh));
    renew(choices);
    document.title = page.title;
    shown = bare(address);
    if (push) history.pushState({}, "", address);
    const heading = fresh.querySelector("h2[tabindex]");
    status.textContent = heading?.textContent.trim() ?? "";
    // What was pressed is gone: go on reading where the answer begins.
    if (focus) heading?.focus();
  } catch (fault) {
    if (fault.name !== "AbortError") location.assign(address);
  }
}

function address() {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) query.append(name, value.trim());
  const target = new URL(form.action);
  target.search = query;
  return target.href;
}

if (form && status) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    load(address());
  });
  form.addEventListener("change", (event) => {
    if (event.target.localName !== "select") return;
    clearTimeout(timer);
    // Arrow keys change a closed select at every press.
    timer = setTimeout(() => load(address()), 200);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-live-link]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (path(link.href) !== path(form.action)) return;
    event.preventDefault();
    load(link.href, { focus: true });
  });
  addEventListener("popstate", () => {
    // A jump to a heading changes only what follows the #.
    if (bare(location.href) !== shown) load(location.href, { push: false });
  });
}
