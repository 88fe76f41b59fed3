// The Cypher workbench: a statement or a query of the library is sent to POST /cypher, and its rows are shown.
import { open } from "./editor.js";
import { add, legend, picture, save } from "./picture.js";
import { csv, table } from "./table.js";

const find = (id) => document.getElementById(id);
const { to, words: wordsAt, vendor, root } = find("bench").dataset;
const words = await (await fetch(wordsAt, { headers: { accept: "application/json" } })).json();
const queries = new Map(words.queries.map((query) => [query.name, query]));
const own = find("statement").value;
const editor = await open(find("editor"), find("statement"), vendor, words);
const last = { columns: [], rows: [] };
const KEYS = [
  [/^(?:NCD|LCD|ARTICLE|POLICY):/, "policy"], [/^(?:MONDO|DOID):/, "condition"], [/^PAYER:/, "payer"],
  [/^PROCEDURE:/, "procedure"], [/^SOURCE:/, "source"], [/^(?:CPT|HCPCS|ICD10CM|ICD10PCS|ICD9CM|MSDRG|CCSR):/, "code"],
];

// Where the page of a thing is, by its key: of those whose keys begin as only theirs do.
function where(key) {
  const place = /^[\w.-]+:[^\s/]+$/.test(key) && KEYS.find(([begins]) => begins.test(key))?.[1];
  return place && `${root}${place}/${encodeURIComponent(key).replaceAll("%3A", ":")}`;
}

function field({ name, type, required, default: usual, description }) {
  const label = document.createElement("label");
  const input = document.createElement(type === "BOOLEAN" ? "select" : "input");
  const hint = document.createElement("span");
  label.textContent = `${name}${required ? "" : " (optional)"} `;
  hint.className = "why";
  hint.textContent = description + (type.startsWith("LIST") ? ", apart by commas" : "");
  hint.id = `hint-${name}`;
  input.name = name;
  input.required = required;
  input.setAttribute("aria-describedby", hint.id);
  if (type === "BOOLEAN") {
    for (const value of ["", "true", "false"]) input.add(new Option(value || `as usual: ${usual}`, value));
  } else {
    input.type = { INTEGER: "number", DATE: "date" }[type] ?? "text";
    input.placeholder = usual ?? "";
    input.autocomplete = "off";
    input.spellcheck = false;
  }
  label.append(input);
  const whole = document.createElement("div");
  whole.append(label, hint);
  return whole;
}

// The values of the library's first example, as the command line writes them: --key CPT:0537T.
function exampleOf(query) {
  const found = query.example.matchAll(/--([a-z-]+) ("[^"]*"|'[^']*'|\S+)/g);
  return Object.fromEntries([...found].map(([, name, value]) => [name.replaceAll("-", "_"), value.replaceAll(/^["']|["']$/g, "")]));
}

function choose(name, given) {
  const query = queries.get(name);
  find("query").value = query ? name : "";
  find("own").hidden = Boolean(query);
  find("about").textContent = query ? `${query.title}. ${query.description}` : "";
  find("fields").replaceChildren(...(query?.parameters ?? []).map(field));
  const values = given ?? (query ? exampleOf(query) : {});
  for (const input of find("fields").querySelectorAll("[name]")) input.value = values[input.name] ?? "";
  editor.set(query?.statement ?? own);
}

function refuse(message, title = "The statement was refused") {
  const box = document.createElement("div");
  const head = document.createElement("b");
  const text = document.createElement("p");
  box.className = "notice bad";
  head.textContent = title;
  text.textContent = message;
  box.append(head, text);
  find("refused").replaceChildren(box);
  const place = /\(line (\d+), column (\d+)/.exec(message);
  if (place) editor.mark(Number(place[1]), Number(place[2]), message);
}

function request() {
  const name = find("query").value;
  const statement = editor.get();
  const asked = { statement, limit: Number(find("limit").value) || 500 };
  if (!name) return { ...asked, parameters: JSON.parse(find("parameters").value || "{}") };
  const inputs = [...find("fields").querySelectorAll("[name]")];
  return { ...asked, query: name, parameters: Object.fromEntries(inputs.filter(({ value }) => value).map(({ name: key, value }) => [key, value])) };
}

// The lines of an answer: columns, rows, perhaps a picture, and its end or an error.
function read(text) {
  const answer = { columns: [], rows: [] };
  for (const line of text.split("\n").filter(Boolean)) {
    const { row, ...other } = JSON.parse(line);
    if (row) answer.rows.push(row);
    else Object.assign(answer, other);
  }
  return answer;
}

async function run(explain = false) {
  find("refused").replaceChildren();
  editor.mark(0);
  let asked;
  try {
    asked = request();
  } catch (error) {
    refuse(`The parameters are not JSON: ${error.message}`, "The parameters cannot be read");
    return;
  }
  find("bench").setAttribute("aria-busy", "true");
  const began = performance.now();
  try {
    const answer = await fetch(to, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ ...asked, ...(explain ? { explain } : { graph: true }) }),
    });
    const text = await answer.text();
    if (answer.ok) show(read(text), explain, performance.now() - began);
    else refuse(JSON.parse(text).errors[0].message, answer.status === 400 ? undefined : "There is no answer");
  } catch (error) {
    refuse(error.message, "There is no answer");
  } finally {
    find("bench").removeAttribute("aria-busy");
  }
}

function show({ columns, rows, graph, end, error }, explain, time) {
  Object.assign(last, { columns, rows });
  if (error) refuse(error.message, "The statement failed on the way");
  find("results").hidden = false;
  find("results-head").textContent = explain ? "Plan" : "Rows";
  const count = `${rows.length.toLocaleString("en")} ${rows.length === 1 ? "row" : "rows"}`;
  find("told").textContent = explain
    ? "What Neo4j would do, the last step first; nothing was run."
    : `${count} in ${Math.round(time)} ms${end && !end.complete ? "; there are more: raise the limit" : ""}${end?.pending ? `. ${end.pending}` : ""}`;
  find("rows").replaceChildren(explain ? plan(rows) : table(columns, rows, where));
  draw(graph);
}

function plan(rows) {
  const whole = table(["Step", "On", "Rows expected"], rows.map(([name, details, depth, count]) =>
    [`${"\u00a0\u00a0".repeat(depth)}${name}`, details, count === null ? null : Math.round(count)]), () => undefined);
  whole.classList.add("plan");
  return whole;
}

async function draw(graph) {
  const there = Boolean(graph?.nodes.length);
  find("graph").hidden = !there;
  if (!there) return;
  if (!self.cytoscape) await new Promise((done) => {
    const script = document.createElement("script");
    script.src = `${vendor}cytoscape.js`;
    script.addEventListener("load", done);
    script.addEventListener("error", done);
    document.head.append(script);
  });
  if (!self.cytoscape) {
    find("graph").hidden = true;
    return;
  }
  find("picture").replaceChildren();
  const cy = picture(find("picture"));
  add(cy, graph.nodes, graph.edges);
  legend(cy, find("kinds"));
  cy.on("tap", "node", ({ target }) => {
    const place = words.places[target.data("kind")];
    if (place) location.href = `${root}${place}/${encodeURIComponent(target.id()).replaceAll("%3A", ":")}`;
  });
  find("graph").dataset.nodes = cy.nodes().length;
}

find("query").addEventListener("change", ({ target }) => choose(target.value));
find("bench").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
find("explain").addEventListener("click", () => run(true));
find("csv").addEventListener("click", () => save("rows.csv", new Blob([csv(last.columns, last.rows)], { type: "text/csv" })));
find("json").addEventListener("click", () => {
  const objects = last.rows.map((row) => Object.fromEntries(row.map((value, index) => [last.columns[index], value])));
  save("rows.json", new Blob([JSON.stringify(objects, null, 2)], { type: "application/json" }));
});
editor.onRun(() => run());
const { query, ...given } = Object.fromEntries(new URLSearchParams(location.search));
choose(query ?? "", Object.keys(given).length ? given : undefined);
find("bench").dataset.ready = "true";
