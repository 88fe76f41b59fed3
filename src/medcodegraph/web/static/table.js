// Rows as a table that can be sorted, and as CSV.
const shown = (value) =>
  value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

function compare(one, other) {
  if (one === null || other === null) return (one === null) - (other === null);
  return typeof one === "number" && typeof other === "number"
    ? one - other
    : shown(one).localeCompare(shown(other), undefined, { numeric: true });
}

// A cell: the key of a thing leads to its page; of a thing itself only the key is shown.
function cell(whole, where) {
  const td = document.createElement("td");
  const value = typeof whole?.key === "string" ? whole.key : whole;
  if (typeof value === "number") td.className = "number";
  const address = typeof value === "string" && where(value);
  if (!address) {
    td.textContent = shown(value);
    return td;
  }
  if (value !== whole) td.title = shown(whole);
  const link = document.createElement("a");
  link.href = address;
  link.textContent = value;
  td.append(link);
  return td;
}

export function table(columns, rows, where) {
  const whole = document.createElement("table");
  whole.className = "raw";
  const head = whole.createTHead().insertRow();
  const body = whole.createTBody();
  const fill = (sorted) => body.replaceChildren(...sorted.map((row) => {
    const line = document.createElement("tr");
    line.append(...row.map((value) => cell(value, where)));
    return line;
  }));
  const heads = columns.map((name, index) => {
    const th = document.createElement("th");
    const button = document.createElement("button");
    th.scope = "col";
    button.type = "button";
    button.className = "sort";
    button.textContent = name;
    button.addEventListener("click", () => {
      const down = th.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      th.setAttribute("aria-sort", down ? "descending" : "ascending");
      fill(rows.toSorted((a, b) => (down ? -1 : 1) * compare(a[index], b[index])));
    });
    th.append(button);
    return th;
  });
  head.append(...heads);
  fill(rows);
  return whole;
}

// A cell that a spreadsheet would take for a formula begins with an apostrophe.
export function csv(columns, rows) {
  const safe = (value) => {
    const text = typeof value === "number" ? String(value) : shown(value).replace(/^[=+\-@\t]/, "'$&");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(safe).join(",")).join("\n") + "\n";
}
