/* The rich-text editor, with every outside address switched off, and a local copy of what was typed. */
(function () {
  "use strict";
  var form = document.getElementById("editor");
  var area = document.getElementById("id_body");
  if (!form || !area) { return; }
  var editor = null;
  if (window.Jodit) {
    editor = window.Jodit.make(area, {
      language: document.documentElement.lang.indexOf("en") === 0 ? "en" : "zh_cn",
      height: 520, tabIndex: 0, showPlaceholder: false, allowResizeY: true, toolbarAdaptive: false, toolbarSticky: false,
      askBeforePasteHTML: false, askBeforePasteFromWord: false, defaultActionOnPaste: "insert_as_html", defaultActionOnPasteFromWord: "insert_as_html",
      processPasteHTML: false, processPasteFromWord: false,
      sourceEditor: "area", beautifyHTML: false, showXPathInStatusbar: false, hidePoweredByJodit: true,
      uploader: { insertImageAsBase64URI: true }, imageProcessor: { replaceDataURIToBlobIdInView: false }, disablePlugins: "powered-by-jodit,speech-recognize,ai-assistant,xpath",
      buttons: "bold,italic,underline,strikethrough,|,paragraph,align,|,ul,ol,indent,outdent,|,table,image,link,hr,|,subscript,superscript,|,undo,redo,|,find,fullsize,source",
      indentMargin: 32, editorCssClass: "document"
    });
    editor.editor.setAttribute("role", "textbox"); editor.editor.setAttribute("aria-multiline", "true");
    editor.editor.setAttribute("aria-label", document.querySelector("label[for='id_body']").textContent.trim());
    editor.events.on("change", function () { form.dispatchEvent(new Event("input", { bubbles: true })); });
    editor.container.addEventListener("paste", takePaste, true);
  }
  /* Word, WPS and Excel put a picture of the text beside it: the text is meant. Images that stayed behind on the
     official's own disk would only be asked for in vain: they are taken out before the page sees them, and said. */
  function takePaste(event) {
    var data = event.clipboardData, html = data ? data.getData("text/html") : "";
    if (!html || !editor.editor.contains(event.target)) { return; }
    var start = html.search(/<!--StartFragment-->/i), end = html.search(/<!--EndFragment-->/i);
    var pasted = new DOMParser().parseFromString(html.slice(start < 0 ? 0 : start, end < 0 ? html.length : end), "text/html");
    if (data.files.length && !pasted.body.textContent.trim()) { return; }
    var lost = Array.prototype.filter.call(pasted.querySelectorAll("img"), function (image) {
      return !/^(data:image\/|\/(desk|files)\/)/.test(image.getAttribute("src") || "");
    });
    lost.forEach(function (image) { image.remove(); });
    document.getElementById("lost-images").hidden = !lost.length;
    event.preventDefault(); event.stopImmediatePropagation();
    editor.selection.insertHTML(pasted.body.innerHTML);
  }
  /* two people edited: only who says so saves over the newer version */
  var merged = document.getElementById("merged");
  if (merged) { merged.addEventListener("change", function () { form.elements.base.value = merged.checked ? merged.dataset.setsBase : form.elements.base.defaultValue; }); }
  /* what was typed survives a closed window or an expired session, for one day, on this computer only */
  var key = "gongkai-draft-" + form.dataset.keeps, timer = 0, day = 86400000;
  function values() {
    var data = {};
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || field.type === "file" || field.type === "hidden" || field.name === "csrfmiddlewaretoken") { return; }
      if ((field.type === "checkbox" || field.type === "radio") && !field.checked) { return; }
      if (field.tagName === "SELECT" && field.multiple) { data[field.name] = Array.prototype.filter.call(field.options, function (o) { return o.selected; }).map(function (o) { return o.value; }); }
      else { data[field.name] = field.value; }
    });
    return data;
  }
  function keep(sent) {
    try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), base: form.elements.base.value, sent: sent, values: values() })); } catch (full) { /* a full store only means no copy */ }
  }
  form.addEventListener("input", function () { window.clearTimeout(timer); timer = window.setTimeout(function () { keep(false); }, 800); });
  /* The editor hands its text over a moment after each key: whoever saves at once must not lose the last words.
     The copy stays until a page of the desk answers (desk.js): the session may have expired meanwhile. */
  form.addEventListener("submit", function () {
    if (editor && editor.getMode() === window.Jodit.constants.MODE_WYSIWYG) { editor.updateElementValue(); }
    window.clearTimeout(timer); keep(true);
  });
  var kept = null;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch (broken) { localStorage.removeItem(key); }
  if (kept && !document.querySelector("#content [role=alert]") && Date.now() - kept.at < day && kept.base === form.elements.base.value) {
    var note = document.createElement("div"), yes = document.createElement("button"), no = document.createElement("button");
    note.className = "alert alert-info d-flex flex-wrap gap-2 align-items-center"; note.setAttribute("role", "status");
    var words = document.documentElement.lang.indexOf("en") === 0 ? ["Text typed here earlier was not saved.", "Bring it back", "Discard"] : ["上次在这里填写的内容没有保存。", "恢复", "丢弃"];
    note.appendChild(document.createTextNode(words[0] + " "));
    yes.type = no.type = "button"; yes.className = "btn btn-primary btn-sm"; no.className = "btn btn-light btn-sm"; yes.textContent = words[1]; no.textContent = words[2];
    yes.addEventListener("click", function () {
      Object.keys(kept.values).forEach(function (name) {
        var value = kept.values[name];
        Array.prototype.forEach.call(form.querySelectorAll("[name='" + name + "']"), function (field) {
          if (field.type === "checkbox" || field.type === "radio") { field.checked = field.value === value || value === "on"; }
          else if (field.multiple) { Array.prototype.forEach.call(field.options, function (o) { o.selected = value.indexOf(o.value) >= 0; }); }
          else { field.value = value; }
        });
      });
      if (editor) { editor.value = kept.values.body || ""; }
      document.dispatchEvent(new Event("change")); note.remove();
    });
    no.addEventListener("click", function () { localStorage.removeItem(key); note.remove(); });
    note.appendChild(yes); note.appendChild(no); form.parentNode.insertBefore(note, form);
  }
})();
