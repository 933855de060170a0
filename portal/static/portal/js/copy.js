// Buttons that copy: data-copy holds the selector of a text field, or data-copy-text the text itself. They are hidden
// until this script runs, since without it they could do nothing; the texts can be selected by hand.
async function copy(button) {
  const source = button.dataset.copy && document.querySelector(button.dataset.copy);
  const text = source ? source.value : button.dataset.copyText;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No right to the clipboard, or no encrypted connection: select it, so that Ctrl+C does the rest.
    if (!source) return prompt(button.textContent.trim(), text);
    return source.select();
  }
  const said = button.parentElement.querySelector("[role=status]");
  said.textContent = button.dataset.done;
  setTimeout(() => { said.textContent = ""; }, 4000);
}

for (const button of document.querySelectorAll("button[data-copy], button[data-copy-text]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
