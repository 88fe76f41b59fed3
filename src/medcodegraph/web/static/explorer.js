// The explorer works without scripts; these make it quicker: suggestions, and explanations in place.

// A field whose suggestions follow the pattern of an editable combobox with a list.
function suggesting(form, number) {
  const input = form.querySelector("input[name=text]");
  const { suggest } = form.dataset;
  const root = suggest.slice(0, -"suggest".length);
  const list = document.createElement("ul");
  const said = {};
  let waiting, chosen = -1;
  list.className = "suggestions";
  list.id = `suggestions-${number}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  form.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  function show(found) {
    chosen = -1;
    list.replaceChildren(...found.map(({ key, name, address }, index) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.address = root + address;
      for (const [kind, text] of [["key", key], ["name", name]]) {
        const part = document.createElement("span");
        part.className = kind;
        part.textContent = text;
        item.append(part, " ");
      }
      return item;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    const items = [...list.children];
    chosen = (index + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    input.setAttribute("aria-activedescendant", items[chosen].id);
  }

  async function ask(text, again = 5) {
    const wanted = () => input.value.trim() === text && document.activeElement === input;
    if (!said[text]) {
      const answer = await fetch(`${suggest}?${new URLSearchParams({ text })}`).catch(() => null);
      if (answer?.ok) said[text] = await answer.json();
      else if (again && wanted()) setTimeout(() => ask(text, again - 1), 1000); // it may have been busy
    }
    if (said[text] && wanted()) show(said[text]);
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    const text = input.value.trim();
    if (text.length < 2) show([]);
    else waiting = setTimeout(() => ask(text), 150);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.href = list.children[chosen].dataset.address;
    } else if (event.key === "Escape") {
      event.preventDefault();
      show([]);
    }
  });
  input.addEventListener("blur", () => setTimeout(() => show([]), 200));
  list.addEventListener("mousedown", ({ target }) => {
    const item = target.closest("li");
    if (item) location.href = item.dataset.address;
  });
}

// "How was this asked?" opens under its panel; the link itself leads to a page that says the same.
async function explain(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const panel = event.target.closest(".card");
  const there = panel.querySelector(".asked-how");
  if (there) {
    there.remove();
    return;
  }
  const answer = await fetch(`${event.target.href}&part=1`, { headers: { accept: "text/html" } });
  const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".asked-how");
  if (!answer.ok || !part) {
    location.href = event.target.href;
    return;
  }
  const open = part.querySelector("a.act");
  open.href = new URL(open.getAttribute("href"), event.target.href);
  panel.append(part);
}

// On paper nothing can be unfolded.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
document.querySelectorAll("form[data-suggest]").forEach(suggesting);
document.querySelectorAll("a.how").forEach((link) => link.addEventListener("click", explain));
