import { add as drawIn, colour, legend, picture, save } from "./picture.js";

// Draws the neighbourhood with cytoscape, which the server's own address serves.
const find = (id) => document.getElementById(id);
const place = find("graph");
const { from, more, root, key } = place.dataset;
const HIDDEN = new Set();
const cy = picture(find("picture"));
const opened = new Set([key]);

async function add(address) {
  const answer = await fetch(address, { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const { nodes, edges, cut } = await answer.json();
  drawIn(cy, nodes, edges, key);
  find("cut").textContent = cut.length ? `Cut, as there are too many: ${cut.join("; ")}.` : "";
  legends();
  place.dataset.nodes = cy.nodes().length;
}

function legends() {
  legend(cy, find("kinds"));
  const relations = [...new Set(cy.edges().map((edge) => edge.data("relation")))].sort();
  const old = find("relations").querySelector("legend");
  find("relations").replaceChildren(old, ...relations.map((relation) => {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = !HIDDEN.has(relation);
    box.addEventListener("change", () => {
      if (box.checked) HIDDEN.delete(relation);
      else HIDDEN.add(relation);
      filter();
    });
    label.append(box, ` ${relation.replaceAll("_", " ").toLowerCase()}`);
    return label;
  }));
}

function filter() {
  cy.edges().forEach((edge) => edge.toggleClass("hidden", HIDDEN.has(edge.data("relation"))));
  cy.nodes().forEach((node) => {
    const alone = node.connectedEdges().every((edge) => edge.hasClass("hidden"));
    node.toggleClass("hidden", alone && node.id() !== key);
  });
}

async function choose(id) {
  const node = cy.getElementById(id);
  if (opened.has(id)) {
    if (node.data("where")) location.href = root + node.data("where");
    return;
  }
  opened.add(id);
  await add(`${more}?${new URLSearchParams({ key: id })}`);
}

const file = (type) => `${key.replaceAll(/[^\w.-]/g, "-")}.${type}`;

function drawn() {
  const escape = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
  const { x1, y1, w, h } = cy.elements().not(".hidden").boundingBox();
  const lines = cy.edges().not(".hidden").map((edge) => {
    const [a, b] = [edge.source().position(), edge.target().position()];
    return `<line x1="${a.x}" y1="${a.y}" x2="${b.x}" y2="${b.y}" stroke="#888"/>`;
  });
  const dots = cy.nodes().not(".hidden").map((node) => {
    const { x, y } = node.position();
    const text = escape(node.data("label").replace("\n", " "));
    return `<circle cx="${x}" cy="${y}" r="${node.width() / 2}" fill="${node.style("background-color")}"/>` +
      `<text x="${x}" y="${y + node.height() / 2 + 12}" text-anchor="middle" font-size="10">${text}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x1} ${y1} ${w} ${h}" font-family="sans-serif">${
    lines.join("")}${dots.join("")}</svg>`;
}

cy.on("tap", "node", ({ target }) => choose(target.id()));
find("fit").addEventListener("click", () => cy.fit(undefined, 40));
find("png").addEventListener("click", () => save(file("png"), cy.png({ output: "blob", full: true, scale: 2, bg: colour("--card") })));
find("svg").addEventListener("click", () => save(file("svg"), new Blob([drawn()], { type: "image/svg+xml" })));
place.hidden = false;
cy.resize();
self.medcodegraph = { choose, drawn };
await add(from);
