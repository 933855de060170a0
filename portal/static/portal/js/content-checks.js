// Shows the findings of the open form beside it. Wagtail's preview sends the form to the server whenever it has changed
// and the preview or this panel is open; after that the server knows what to check, at the preview's address + "checks/".
window.wagtail.app.register("portal-content-checks", class extends window.StimulusModule.Controller {
  static targets = ["findings", "status"];
  static values = { failed: String, refused: String };

  connect() {
    this.panel = this.element.closest("[data-side-panel]");
    this.refreshIfDue = () => this.due && this.refresh();
    this.panel.addEventListener("show", this.refreshIfDue);
  }

  disconnect() {
    this.panel.removeEventListener("show", this.refreshIfDue);
  }

  // What the form refuses, such as an address in use, never reaches the preview: say that the findings are of before.
  told(event) {
    this.statusTarget.textContent = event.detail.data.is_valid ? "" : this.refusedValue;
  }

  async refresh() {
    // Nobody waits for what nobody sees.
    this.due = this.panel.hidden;
    if (this.due) return;
    const preview = document.querySelector("[data-w-preview-url-value]");
    if (!preview) return;
    const turn = (this.turn = (this.turn || 0) + 1);
    let text = null;
    try {
      const address = new URL("checks/", new URL(preview.dataset.wPreviewUrlValue, window.location.href));
      const response = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (response.ok && !response.redirected) text = await response.text();
    } catch {
      // Off line: say so below.
    }
    // A later question has been asked meanwhile: its answer counts.
    if (turn !== this.turn) return;
    if (text === null) {
      const line = document.createElement("p");
      line.textContent = this.failedValue;
      this.findingsTarget.replaceChildren(line);
    } else {
      this.findingsTarget.innerHTML = text;
    }
  }

  show(event) {
    const steps = event.params.path.split(".");
    // The deepest part of the path that the form shows: a folded or removed block has no fields.
    let field = null;
    for (let end = steps.length; end > 0 && !field; end -= 1) {
      field = document.querySelector(steps.slice(0, end).map((step) => `[data-contentpath="${CSS.escape(step)}"]`).join(" "));
    }
    if (!field) return;
    event.preventDefault();
    const tab = field.closest("[role=tabpanel]");
    if (tab && tab.hidden) document.querySelector(`[role=tab][href="#${CSS.escape(tab.id)}"]`)?.click();
    field.closest(".collapsed, [data-panel]")?.querySelector("[data-panel-toggle][aria-expanded=false]")?.click();
    field.scrollIntoView({ block: "center" });
    field.querySelector("input:not([type=hidden]), textarea, [contenteditable=true], select")?.focus({ preventScroll: true });
  }
});
