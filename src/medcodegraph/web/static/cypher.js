// Cypher for the editor: its words in colour, and completion of the graph's own names.
const KEYWORDS = ("ALL AND ANY AS ASC BY CALL CASE COLLECT CONTAINS COUNT DESC DISTINCT ELSE END ENDS EXISTS FALSE IN IS " +
  "LIMIT MATCH NONE NOT NULL OPTIONAL OR ORDER REDUCE RETURN SHORTEST SINGLE SKIP STARTS THEN TRUE UNION UNWIND WHEN " +
  "WHERE WITH XOR YIELD").split(" ");
const FUNCTIONS = ("abs avg coalesce collect count date duration elementId endNode exists head keys labels last length " +
  "max min nodes properties range reduce relationships replace round size split startNode substring sum tail toFloat " +
  "toInteger toLower toString toUpper trim type").split(" ");

const LANGUAGE = {
  ignoreCase: true,
  keywords: KEYWORDS.map((word) => word.toLowerCase()),
  tokenizer: {
    root: [
      [/\/\/.*$/, "comment"],
      [/\/\*/, "comment", "@comment"],
      [/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/, "string"],
      [/`[^`]*`/, "type"],
      [/\$\w+/, "variable"],
      [/:\s*[a-z_]\w*/, "type"],
      [/\d+(?:\.\d+)?/, "number"],
      [/[a-z_]\w*/, { cases: { "@keywords": "keyword", "@default": "identifier" } }],
    ],
    comment: [[/\*\//, "comment", "@pop"], [/./, "comment"]],
  },
};

// The label or relationship that a variable of the statement was bound to: (code:Code), [says:COVERS].
function kindOf(variable, text) {
  const found = [...text.matchAll(/[([]\s*(\w+)\s*:\s*(\w+)/g)].find(([, name]) => name === variable);
  return found?.[2];
}

// What can stand at the end of `before`: a list of [text, what it is, a remark].
export function completions(before, whole, words) {
  const property = /(\w+)\.\w*$/.exec(before);
  const inMap = /[([]\s*\w*\s*:\s*(\w+)\s*\{[^{}]*$/.exec(before);
  const kind = property ? kindOf(property[1], whole) : inMap && !/:\s*\S*$/.test(before) ? inMap[1] : undefined;
  if (property || kind) {
    const { labels, relationships } = words;
    const own = labels[kind] ?? Object.fromEntries((relationships[kind]?.properties ?? []).map((name) => [name, kind]));
    const all = kind && Object.keys(own).length ? own : Object.assign({}, ...Object.values(labels));
    return Object.entries(all).map(([name, type]) => [name, "Property", type]);
  }
  if (/\[\s*\w*\s*:[\w|\s]*$/.test(before)) {
    return Object.entries(words.relationships).map(([name, { starts, ends }]) =>
      [name, "Reference", starts.length ? `(${starts.join("|")}) to (${ends.join("|")})` : ""]);
  }
  if (/\(\s*\w*\s*:[\w|\s]*$/.test(before)) {
    return Object.keys(words.labels).map((name) => [name, "Class", "label"]);
  }
  if (/\$\w*$/.test(before)) {
    return [...new Set(whole.match(/\$\w+/g))].map((name) => [name.slice(1), "Variable", "parameter"]);
  }
  return [
    ...KEYWORDS.map((name) => [name, "Keyword", ""]),
    ...FUNCTIONS.map((name) => [name, "Function", ""]),
    ...words.queries.map(({ name, title, statement }) => [name, "Snippet", title, statement]),
  ];
}

export function teach(monaco, words) {
  monaco.languages.register({ id: "cypher" });
  monaco.languages.setMonarchTokensProvider("cypher", LANGUAGE);
  monaco.languages.setLanguageConfiguration("cypher", {
    comments: { lineComment: "//", blockComment: ["/*", "*/"] },
    brackets: [["(", ")"], ["[", "]"], ["{", "}"]],
    autoClosingPairs: ["()", "[]", "{}", "''", '""', "``"].map(([open, close]) => ({ open, close })),
  });
  monaco.languages.registerCompletionItemProvider("cypher", {
    triggerCharacters: [":", ".", "$", "{"],
    provideCompletionItems(model, position) {
      const word = model.getWordUntilPosition(position);
      const range = {
        startLineNumber: position.lineNumber,
        endLineNumber: position.lineNumber,
        startColumn: word.startColumn,
        endColumn: word.endColumn,
      };
      const before = model.getValueInRange({ ...range, startLineNumber: 1, startColumn: 1, endColumn: position.column });
      return {
        suggestions: completions(before, model.getValue(), words).map(([label, kind, detail, insertText = label]) =>
          ({ label, kind: monaco.languages.CompletionItemKind[kind], detail, insertText, range })),
      };
    },
  });
}
