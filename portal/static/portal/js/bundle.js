// Shows how many letters of an archive have come in. The server sends them one by one and says how many there will be;
// each begins with a ZIP header that holds its name. Without this script the browser downloads the archive by itself.
const HEADER = 30, NAMES = ["brief-", "lettre-"].map((name) => [...name].map((sign) => sign.charCodeAt(0)));

function lettersIn(bytes) {
  let found = 0;
  for (let at = bytes.indexOf(0x50); at >= 0 && at + HEADER + 7 <= bytes.length; at = bytes.indexOf(0x50, at + 1)) {
    const isHeader = bytes[at + 1] === 0x4b && bytes[at + 2] === 3 && bytes[at + 3] === 4;
    if (isHeader && NAMES.some((name) => name.every((sign, i) => bytes[at + HEADER + i] === sign))) found += 1;
  }
  return found;
}

async function receive(form, response, show) {
  const all = Number(response.headers.get("X-Letter-Count")), pieces = [];
  let done = 0, rest = new Uint8Array();
  for (const reader = response.body.getReader(); ;) {
    const { value, done: ended } = await reader.read();
    if (ended) break;
    pieces.push(value);
    const seen = new Uint8Array(rest.length + value.length);
    seen.set(rest);
    seen.set(value, rest.length);
    done += lettersIn(seen);
    // A header may be cut in two: keep as much as was too short to be looked at.
    rest = seen.slice(Math.max(0, seen.length - HEADER - 6));
    show(done, all);
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(pieces, { type: "application/zip" }));
  link.download = response.headers.get("Content-Disposition").match(/filename="([^"]+)"/)[1];
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

for (const form of document.querySelectorAll("form[data-progress]")) {
  const line = form.querySelector(".bundle-progress"), bar = line.querySelector("progress");
  const text = line.querySelector("span"), said = form.querySelector("[role=status]");
  const button = form.querySelector("button[type=submit]");
  form.addEventListener("submit", async (event) => {
    if (!form.elements["bundle-province"].value) return;
    event.preventDefault();
    button.disabled = true;
    line.hidden = false;
    bar.removeAttribute("value");
    text.textContent = said.textContent = "";
    try {
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!response.ok) throw new Error(response.status);
      await receive(form, response, (done, all) => {
        bar.max = all;
        bar.value = done;
        text.textContent = form.dataset.progress.replace("{done}", done).replace("{all}", all);
      });
      said.textContent = form.dataset.ready;
    } catch {
      text.textContent = said.textContent = form.dataset.failed;
      bar.value = 0;
    }
    button.disabled = false;
  });
}
