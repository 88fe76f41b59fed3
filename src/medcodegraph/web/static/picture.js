// How things look in a picture: shape and colour by kind, for cytoscape, which the server's own address serves.
const style = getComputedStyle(document.documentElement);
export const colour = (name) => style.getPropertyValue(name).trim();
export const KINDS = {
  Code: ["ellipse", "--p1"],
  Condition: ["diamond", "--p3"],
  Procedure: ["round-rectangle", "--p2"],
  Policy: ["rectangle", "--p4"],
  Payer: ["hexagon", "--p5"],
  CodeSystem: ["triangle", "--p6"],
};
const short = (text) => (text.length > 48 ? `${text.slice(0, 46)}…` : text);

export function picture(container) {
  return cytoscape({
    container,
    maxZoom: 2.5,
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
}

// Adds what is not there yet, and lays everything out again.
export function add(cy, nodes, edges, start) {
  for (const { id, kind, name, address: where } of nodes) {
    if (cy.getElementById(id).nonempty()) continue;
    const label = kind === "Code" ? `${id}\n${short(name === id ? "" : name)}` : short(name);
    cy.add({ group: "nodes", data: { id, kind, name, where, label }, classes: id === start ? "start" : "" });
  }
  for (const { source, target, relation } of edges) {
    const id = [source, target].sort().join(` ${relation} `);
    if (cy.getElementById(id).empty()) cy.add({ group: "edges", data: { id, source, target, relation } });
  }
  cy.layout({ name: "cose", animate: false, nodeRepulsion: () => 160000, nodeOverlap: 60, idealEdgeLength: () => 150,
    nodeDimensionsIncludeLabels: true, numIter: 1500, padding: 40 }).run();
}

export function legend(cy, list) {
  const there = Object.keys(KINDS).filter((kind) => cy.nodes(`[kind = "${kind}"]`).nonempty());
  list.replaceChildren(...there.map((kind) => {
    const item = document.createElement("li");
    item.className = `shape ${kind.toLowerCase()}`;
    item.textContent = kind;
    return item;
  }));
}

export function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
