// The editor writes styles as text, which the page's content policy blocks; here they go through the CSSOM, which
// it lets pass. Only what the editor uses is covered: `style` elements, and `style` attributes in HTML that it sets.
const create = document.createElement;

document.createElement = function createElement(name, ...more) {
  if (String(name).toLowerCase() !== "style") return create.call(document, name, ...more);
  const sheet = new CSSStyleSheet();
  const place = create.call(document, "meta"); // where the element would be
  let text = "";
  const content = {
    get: () => text,
    set(value) {
      text = String(value);
      sheet.replaceSync(text);
    },
  };
  Object.defineProperties(place, {
    sheet: { get: () => sheet },
    textContent: content,
    innerText: content,
    innerHTML: content,
    appendChild: {
      value(node) {
        content.set(text + node.textContent);
        return node;
      },
    },
    remove: {
      value() {
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
        Element.prototype.remove.call(place);
      },
    },
  });
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return place;
};

const MARK = "data-style";
const marked = (html) => String(html).replaceAll(/(<[^<>]*?)\sstyle="/g, `$1 ${MARK}="`);

function apply(within) {
  for (const element of within?.querySelectorAll(`[${MARK}]`) ?? []) {
    element.style.cssText = element.getAttribute(MARK);
    element.removeAttribute(MARK);
  }
}

const inner = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
Object.defineProperty(Element.prototype, "innerHTML", {
  ...inner,
  set(html) {
    inner.set.call(this, marked(html));
    apply(this);
  },
});

const insert = Element.prototype.insertAdjacentHTML;
Element.prototype.insertAdjacentHTML = function insertAdjacentHTML(where, html) {
  insert.call(this, where, marked(html));
  apply(where === "beforebegin" || where === "afterend" ? this.parentElement : this);
};
