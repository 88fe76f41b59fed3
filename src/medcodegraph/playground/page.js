// Starts GraphiQL on the page's own address, with the example queries as tabs and as a menu.
const find = (selector) => document.querySelector(selector);
const asset = (name) => new URL(name, document.baseURI).href;
const endpoint = new URL(location.pathname, location.origin).href;
const stored = (name) => `graphiql:${name}`;

self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_, label) =>
    asset({ json: "json.worker.js", graphql: "graphql.worker.js" }[label] ?? "editor.worker.js"),
};

async function fetcher(parameters, { headers } = {}) {
  const extensions = find("#with-cypher").checked ? { cypher: true } : undefined;
  const token = sessionStorage.getItem(stored("token"));
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json, application/json;q=0.9",
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ ...parameters, extensions }),
  });
  if (response.status === 401) find("#token").hidden = false;
  const text = await response.text();
  try {
    const result = JSON.parse(text);
    if (parameters.operationName !== "IntrospectionQuery") showCypher(result);
    return result;
  } catch {
    return { errors: [{ message: `${response.status} ${response.statusText}: ${text.slice(0, 500)}` }] };
  }
}

// Moves the statement out of the result, to where its lines can be read and copied.
function showCypher(result) {
  const cypher = result.extensions?.cypher;
  find("#cypher").hidden = !cypher;
  if (cypher) {
    delete result.extensions.cypher;
    if (!Object.keys(result.extensions).length) delete result.extensions;
    find("#cypher pre").textContent = `:params ${JSON.stringify(cypher.parameters)}\n\n${cypher.statement}`;
  }
}

function fillMenu(examples) {
  const items = examples.map(({ name, title }) => {
    const link = document.createElement("a");
    link.href = `${endpoint}#${name}`;
    link.textContent = title;
    const item = document.createElement("li");
    item.append(link);
    return item;
  });
  find("#examples ul").replaceChildren(...items);
  addEventListener("hashchange", () => location.reload());
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && find("#examples").open) {
      find("#examples").open = false;
      find("#examples summary").focus();
    }
  });
  addEventListener("click", ({ target }) => {
    if (target instanceof Node && !find("#examples").contains(target)) find("#examples").open = false;
  });
}

function takeToken(event) {
  event.preventDefault();
  sessionStorage.setItem(stored("token"), find("#token input").value.trim());
  location.reload();
}

// Without a token that the service knows, GraphiQL could only say that there is no schema.
async function isLocked() {
  const { errors } = await fetcher({ query: "query IntrospectionQuery { __typename }", operationName: "IntrospectionQuery" });
  if (find("#token").hidden) return false;
  find("#playground").replaceChildren(find(".note"));
  find(".note").textContent = `${errors[0].message}: put it into the field above.`;
  find("#token input").focus();
  return true;
}

// Ctrl-Enter also runs while nothing, or anything but an editor, has the focus.
function runFromAnywhere(event) {
  const asked = (event.ctrlKey || event.metaKey) && event.key === "Enter";
  if (asked && !event.defaultPrevented && !event.target.closest(".monaco-editor")) {
    find(".graphiql-execute-button")?.click();
  }
}

// A request that another page has put into the address.
function handed() {
  const given = new URLSearchParams(location.hash.slice(1));
  return given.has("query") ? { query: given.get("query"), variables: given.get("variables") } : undefined;
}

// What was open last: without it GraphiQL would add an empty tab.
function lastOpen() {
  const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem(stored("tabState")) ?? "{}");
  return tabs?.[activeTabIndex];
}

// An example answers at once, so that there is something to see; what visitors wrote waits for them.
async function runExample(examples) {
  const editor = ".graphiql-query-editor .view-lines";
  for (let tries = 0; tries < 100 && !(find(editor) && find(".graphiql-execute-button")); tries++) {
    await new Promise((done) => setTimeout(done, 100));
  }
  const open = handed()?.query ?? lastOpen()?.query ?? examples[0].query;
  if (examples.some(({ query }) => query.trim() === open?.trim()) || handed()) find(".graphiql-execute-button")?.click();
}

// The tabs are the visitor's own: examples fill them the first time, later the chosen one is opened beside them.
function start(examples) {
  const chosen = handed() ?? examples.find(({ name }) => `#${name}` === location.hash);
  const last = lastOpen();
  const first = localStorage.getItem(stored("tabState")) === null;
  if (first) localStorage.setItem(stored("docExplorerFlex"), "0.25");
  const tabs = chosen ? [chosen, ...examples.filter((example) => example !== chosen)] : examples;
  YogaGraphiQL.renderYogaGraphiQL(find("#playground"), {
    title: "medcodegraph",
    logo: " ",
    fetcher,
    defaultTabs: tabs.map(({ query, variables }) => ({ query, variables })),
    initialQuery: first ? undefined : (chosen ?? last)?.query ?? undefined,
    initialVariables: first ? undefined : ((chosen ?? last)?.variables ?? ""),
    visiblePlugin: innerWidth < 1100 ? undefined : "Documentation Explorer",
    defaultEditorToolsVisibility: false,
    shouldPersistHeaders: false,
    onEditQuery() {}, // instead of writing the query into the page's address
  });
}

const examples = await (await fetch(asset("examples.json"))).json();
fillMenu(examples);
find("#token").addEventListener("submit", takeToken);
find("#token input").addEventListener("change", takeToken);
find("#with-cypher").addEventListener("change", ({ target }) => {
  if (!target.checked) find("#cypher").hidden = true;
});
find("#skip").addEventListener("click", (event) => {
  event.preventDefault();
  find(".graphiql-query-editor textarea")?.focus();
});
if (!(await isLocked())) {
  start(examples);
  addEventListener("keydown", runFromAnywhere);
  await runExample(examples);
}
