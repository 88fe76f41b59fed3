// Draws the neighbourhood with cytoscape, which the server's own address serves.
const find = (id) => document.getElementById(id);
const place = find("graph");
const { from, more, root, key } = place.dataset;
const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();
const KINDS = {
  Code: ["ellipse", "--p1"],
  Condition: ["diamond", "--p3"],
  Procedure: ["round-rectangle", "--p2"],
  Policy: ["rectangle", "--p4"],
  Payer: ["hexagon", "--p5"],
  CodeSystem: ["triangle", "--p6"],
};
const HIDDEN = new Set();
const cy = cytoscape({
  container: find("picture"),
  style: [
    {
      selector: "node",
      style: {
        label: "data(label)",
        "font-size": 11,
        "text-wrap": "wrap",
        "text-max-width": 130,
        "text-valign": "bottom",
        "text-margin-y": 4,
        color: colour("--ink"),
        width: 22,
        height: 22,
        "background-color": colour("--soft"),
      },
    },
    ...Object.entries(KINDS).map(([kind, [shape, name]]) => ({
      selector: `node[kind = "${kind}"]`,
      style: { shape, "background-color": colour(name) },
    })),
    { selector: "node.start", style: { width: 36, height: 36, "font-size": 14, "font-weight": "bold" } },
    {
      selector: "edge",
      style: { width: 1.5, "line-color": colour("--line"), "curve-style": "bezier", label: "data(relation)",
        "font-size": 8, color: colour("--soft"), "text-rotation": "autorotate" },
    },
    { selector: ".hidden", style: { display: "none" } },
  ],
});

const short = (text) => (text.length > 48 ? `${text.slice(0, 46)}…` : text);
const opened = new Set([key]);

async function add(address) {
  const answer = await fetch(address, { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const { nodes, edges, cut } = await answer.json();
  for (const { id, kind, name, address: where } of nodes) {
    if (cy.getElementById(id).nonempty()) continue;
    const label = kind === "Code" ? `${id}\n${short(name === id ? "" : name)}` : short(name);
    cy.add({ group: "nodes", data: { id, kind, name, where, label }, classes: id === key ? "start" : "" });
  }
  for (const { source, target, relation } of edges) {
    const id = [source, target].sort().join(` ${relation} `);
    if (cy.getElementById(id).empty()) cy.add({ group: "edges", data: { id, source, target, relation } });
  }
  find("cut").textContent = cut.length ? `Cut, as there are too many: ${cut.join("; ")}.` : "";
  cy.layout({ name: "cose", animate: false, nodeRepulsion: 120000, idealEdgeLength: 150, padding: 40 }).run();
  legends();
  place.dataset.nodes = cy.nodes().length;
}

function legends() {
  const there = Object.keys(KINDS).filter((kind) => cy.nodes(`[kind = "${kind}"]`).nonempty());
  find("kinds").replaceChildren(...there.map((kind) => {
    const item = document.createElement("li");
    item.className = `shape ${kind.toLowerCase()}`;
    item.textContent = kind;
    return item;
  }));
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

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${key.replaceAll(/[^\w.-]/g, "-")}.${name}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function drawn() {
  const escape = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
  const { x1, y1, w, h } = cy.elements(":visible").boundingBox();
  const lines = cy.edges(":visible").map((edge) => {
    const [a, b] = [edge.source().position(), edge.target().position()];
    return `<line x1="${a.x}" y1="${a.y}" x2="${b.x}" y2="${b.y}" stroke="#888"/>`;
  });
  const dots = cy.nodes(":visible").map((node) => {
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
find("png").addEventListener("click", () => save("png", cy.png({ output: "blob", full: true, scale: 2, bg: colour("--card") })));
find("svg").addEventListener("click", () => save("svg", new Blob([drawn()], { type: "image/svg+xml" })));
place.hidden = false;
cy.resize();
self.medcodegraph = { choose, drawn };
await add(from);
