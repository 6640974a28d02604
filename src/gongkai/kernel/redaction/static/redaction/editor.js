/* Boxes over the page, each tied to its row of the form: the row is what is sent. Mouse, pen, finger, keyboard. */
const page = document.getElementById("redaction-page");
const rows = document.getElementById("rows");
const blank = document.getElementById("blank-row");
const LEAST = 0.4; // per cent
const AXES = ["x", "y", "w", "h"];
let made = 0;

const field = (row, name) => row.querySelector(`[name="${row.dataset.row}-${name}"]`);
const within = (value, low, high) => Math.min(Math.max(value, low), high);
const read = (row) => Object.fromEntries(AXES.map((axis) => [axis, parseFloat(field(row, axis).value)]));

function write(row, place) {
  place.w = within(place.w, LEAST, 100);
  place.h = within(place.h, LEAST, 100);
  place.x = within(place.x, 0, 100 - place.w);
  place.y = within(place.y, 0, 100 - place.h);
  for (const axis of AXES) { field(row, axis).value = place[axis].toFixed(2); }
  row.classList.remove("is-blank");
  row.dispatchEvent(new Event("input", { bubbles: true }));
}

function boxOf(row) { return page.querySelector(`[data-box="${row.dataset.row}"]`); }

function show(row) {
  const place = read(row);
  let box = boxOf(row);
  if (!AXES.every((axis) => Number.isFinite(place[axis]))) { box?.remove(); return null; }
  if (!box) {
    box = document.createElement("button");
    box.type = "button";
    box.className = "redaction-box";
    box.dataset.box = row.dataset.row;
    box.innerHTML = '<span aria-hidden="true"></span><span class="corner" aria-hidden="true"></span>';
    box.addEventListener("pointerdown", (event) => grab(event, row));
    box.addEventListener("keydown", (event) => key(event, row));
    box.addEventListener("focus", () => mark(row));
    page.append(box);
  }
  const ground = field(row, "ground");
  box.firstChild.textContent = row.querySelector("[data-number]").textContent;
  box.setAttribute("aria-label", `${row.querySelector("[data-number]").textContent} ${ground.selectedOptions[0]?.text ?? ""} · ${page.dataset.says}`);
  box.classList.toggle("is-drop", field(row, "drop").checked);
  Object.assign(box.style, { left: `${place.x}%`, top: `${place.y}%`, width: `${place.w}%`, height: `${place.h}%` });
  return box;
}

function mark(row) {
  rows.querySelectorAll(".is-now").forEach((other) => other.classList.remove("is-now"));
  row.classList.add("is-now");
}

function newRow() {
  const unused = rows.querySelector(".is-blank");
  if (unused) { return unused; }
  made += 1;
  const name = `j${made}`;
  const number = rows.children.length + 1;
  const holder = document.createElement("div");
  holder.innerHTML = blank.innerHTML.replaceAll("__row__", name).replaceAll("__n__", String(number));
  rows.append(holder.firstElementChild);
  return rows.lastElementChild;
}

const share = (event) => {
  const frame = page.getBoundingClientRect();
  return { x: within(((event.clientX - frame.left) / frame.width) * 100, 0, 100), y: within(((event.clientY - frame.top) / frame.height) * 100, 0, 100) };
};

function follow(target, event, moved, ended) {
  target.setPointerCapture(event.pointerId);
  const end = () => {
    target.removeEventListener("pointermove", moved);
    target.removeEventListener("pointerup", end);
    target.removeEventListener("pointercancel", end);
    ended?.();
  };
  target.addEventListener("pointermove", moved);
  target.addEventListener("pointerup", end);
  target.addEventListener("pointercancel", end);
}

/* an existing box is moved, or resized by its corner */
function grab(event, row) {
  event.stopPropagation();
  const start = share(event);
  const from = read(row);
  const sizes = event.target.classList.contains("corner");
  mark(row);
  follow(boxOf(row), event, (now) => {
    const to = share(now);
    const across = to.x - start.x;
    const down = to.y - start.y;
    write(row, sizes ? { ...from, w: from.w + across, h: from.h + down } : { ...from, x: from.x + across, y: from.y + down });
    show(row);
  });
}

/* a new box is drawn on the page; a tap that goes nowhere draws none */
page.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || event.pointerType === "touch" && !event.isPrimary) { return; }
  const start = share(event);
  let row = null;
  follow(page, event, (now) => {
    const to = share(now);
    const place = { x: Math.min(start.x, to.x), y: Math.min(start.y, to.y), w: Math.abs(to.x - start.x), h: Math.abs(to.y - start.y) };
    if (!row && (place.w < LEAST || place.h < LEAST)) { return; }
    row ??= newRow();
    write(row, place);
    show(row);
  }, () => { if (row) { boxOf(row)?.focus({ preventScroll: true }); } });
});

function key(event, row) {
  const step = event.altKey ? 0.1 : 0.5;
  const steps = { ArrowLeft: ["x", -step], ArrowRight: ["x", step], ArrowUp: ["y", -step], ArrowDown: ["y", step] };
  if (event.key === "Delete" || event.key === "Backspace") {
    field(row, "drop").checked = !field(row, "drop").checked;
    row.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (steps[event.key]) {
    const [axis, by] = steps[event.key];
    const place = read(row);
    place[event.shiftKey ? { x: "w", y: "h" }[axis] : axis] += by;
    write(row, place);
  } else {
    return;
  }
  event.preventDefault();
  show(row);
}

rows.addEventListener("input", (event) => { const row = event.target.closest(".redaction-row"); if (row && event.target !== row) { show(row); } });
rows.addEventListener("change", (event) => { const row = event.target.closest(".redaction-row"); if (row) { show(row); } });
rows.addEventListener("focusin", (event) => { const row = event.target.closest(".redaction-row"); if (row) { mark(row); } });

const add = document.getElementById("add-box");
add.hidden = false;
add.addEventListener("click", () => { const row = newRow(); write(row, { x: 40, y: 45, w: 20, h: 3 }); show(row).focus(); });

rows.classList.add("has-script"); // blank rows are for work without scripts
for (const row of rows.children) { show(row); }
