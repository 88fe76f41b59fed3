// The editor of the workbench: Monaco, which comes with the playground; without it the text field stays.
import "./styles.js";
import { teach } from "./cypher.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

function loaded(address) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", done);
    script.addEventListener("error", () => failed(new Error(`${address} is not there`)));
    document.head.append(script);
  });
}

// What the workbench needs of an editor: its text, a mark on a place that is wrong.
function plain(field) {
  return {
    get: () => field.value,
    set: (text) => { field.value = text; },
    mark() {},
    onRun(run) {
      field.addEventListener("keydown", (event) => {
        if ((event.ctrlKey || event.metaKey) && event.key === "Enter") run();
      });
    },
  };
}

function themes(monaco) {
  for (const [name, base, colours] of [
    ["light", "vs", ["0b6b63", "1d4ed8", "8a3b00", "7e22ce", "536174"]],
    ["dark", "vs-dark", ["5ed3c6", "93c5fd", "f6c768", "d8b4fe", "a3b0c2"]],
  ]) {
    const [keyword, type, string, variable, comment] = colours;
    monaco.editor.defineTheme(name, {
      base,
      inherit: true,
      rules: Object.entries({ keyword, type, string, number: string, variable, comment }).map(([token, foreground]) =>
        ({ token, foreground })),
      colors: name === "dark" ? { "editor.background": "#10161f" } : { "editor.background": "#ffffff" },
    });
  }
}

export async function open(place, field, vendor, words) {
  self.MonacoEnvironment = { globalAPI: true, getWorkerUrl: () => new URL(`${vendor}editor.worker.js`, document.baseURI).href };
  try {
    await loaded(`${vendor}graphiql.js`);
  } catch {
    return plain(field);
  }
  const { monaco } = self;
  teach(monaco, words);
  themes(monaco);
  const text = field.value;
  field.hidden = true;
  const box = document.createElement("div");
  box.className = "monaco";
  place.append(box);
  const editor = monaco.editor.create(box, {
    value: text,
    language: "cypher",
    theme: dark.matches ? "dark" : "light",
    ariaLabel: "Statement",
    automaticLayout: true,
    contextmenu: false,
    fixedOverflowWidgets: true,
    fontSize: 14,
    lineNumbersMinChars: 3,
    links: false,
    minimap: { enabled: false },
    padding: { top: 10, bottom: 10 },
    scrollBeyondLastLine: false,
    stickyScroll: { enabled: false },
    tabFocusMode: true,
    useShadowDOM: false,
    wordBasedSuggestions: "off",
    wordWrap: "on",
  });
  dark.addEventListener("change", () => monaco.editor.setTheme(dark.matches ? "dark" : "light"));
  return {
    get: () => editor.getValue(),
    set: (value) => editor.setValue(value),
    mark(line, column, message) {
      const model = editor.getModel();
      const marker = { startLineNumber: line, startColumn: column, endLineNumber: line,
        endColumn: line && model.getLineMaxColumn(Math.min(line, model.getLineCount())), message,
        severity: monaco.MarkerSeverity.Error };
      monaco.editor.setModelMarkers(model, "neo4j", line ? [marker] : []);
    },
    onRun(run) {
      editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, run);
    },
  };
}
