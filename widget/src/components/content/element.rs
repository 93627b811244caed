//! Creation of the DOM for one node.

use parlor_shared::content::{Align, Element, MathAttr, MathTag, Node};
use wasm_bindgen::JsCast;
use web_sys::Element as Dom;

use super::{
    address::is_safe_link,
    canvas::{Canvas, ElementKind},
    zoom::{picture, plain_picture},
};

const MATHML: &str = "http://www.w3.org/1998/Math/MathML";

/// The DOM node to add to the page, and the element that holds the children.
type Made = (Option<web_sys::Node>, Option<Dom>);

impl Canvas {
    pub(super) fn make(&self, node: &Node, parent: Option<usize>) -> Made {
        match node {
            Node::Text(text) => (Some(self.document.create_text_node(text).into()), None),
            Node::Open(element) => {
                let made = self.open(element, parent);
                let turns = !matches!(element, Element::CodeBlock { .. } | Element::Formula { .. });
                // Each block has the direction of its own text.
                if let Some(block) = made.0.as_ref().filter(|_| turns && parent.is_none()) {
                    set(block.unchecked_ref(), "dir", "auto");
                }
                made
            }
            Node::Close => (None, None),
            Node::Break => leaf(self.element("br", "")),
            Node::Rule => leaf(self.element("hr", "")),
            Node::Image { src, alt } => leaf(self.image(src, alt, parent)),
            Node::Checkbox(done) => leaf(self.checkbox(*done)),
        }
    }

    fn open(&self, element: &Element, parent: Option<usize>) -> Made {
        let simple = |name| container(self.element(name, ""));
        match element {
            Element::Paragraph => simple("p"),
            Element::Heading(level) => simple(heading(*level)),
            Element::Quote => simple("blockquote"),
            Element::Alert(kind) => container(self.element("blockquote", kind.css_class())),
            Element::List => simple("ul"),
            Element::OrderedList(start) => container(self.ordered(*start)),
            Element::Item => simple("li"),
            Element::CodeBlock { lang } => self.code_block(lang.as_deref()),
            Element::Token(class) => container(self.element("span", class.css_class())),
            Element::Code => simple("code"),
            Element::Emphasis => simple("em"),
            Element::Strong => simple("strong"),
            Element::Strike => simple("del"),
            Element::Underline => simple("u"),
            Element::Mark => simple("mark"),
            Element::Small => simple("small"),
            Element::Subscript => simple("sub"),
            Element::Superscript => simple("sup"),
            Element::Keyboard => simple("kbd"),
            Element::Details => simple("details"),
            Element::Summary => simple("summary"),
            Element::Link { href } => container(self.link(href)),
            Element::Table => self.scrolling("table", "table"),
            Element::TableHead => simple("thead"),
            Element::TableBody => simple("tbody"),
            Element::TableRow => simple("tr"),
            Element::TableCell(align) => container(self.cell(*align, self.is_in(ElementKind::TableHead, parent))),
            Element::Formula { display, tex } => self.formula(*display, tex),
            Element::Math { tag, attrs } => container(self.math(*tag, attrs)),
        }
    }

    fn element(&self, name: &str, class: &str) -> Option<Dom> {
        let element = self.document.create_element(name).ok()?;
        if !class.is_empty() {
            element.set_class_name(class);
        }
        Some(element)
    }

    fn ordered(&self, start: u64) -> Option<Dom> {
        let list = self.element("ol", "")?;
        if start != 1 {
            set(&list, "start", &start.to_string());
        }
        Some(list)
    }

    fn link(&self, href: &str) -> Option<Dom> {
        if !is_safe_link(href) {
            return self.element("span", "");
        }
        let link = self.element("a", "")?;
        set(&link, "href", href);
        set(&link, "target", "_blank");
        set(&link, "rel", "noopener noreferrer nofollow ugc");
        set(&link, "title", &self.texts.get_now("link_new_tab"));
        Some(link)
    }

    /// Creates a picture that can be enlarged; a picture in a link opens the link.
    fn image(&self, src: &str, alt: &str, parent: Option<usize>) -> Option<Dom> {
        let made = if self.is_in(ElementKind::Link, parent) {
            plain_picture(src, alt, &self.host)
        } else {
            picture(src, alt, &self.host, self.texts)
        };
        made.map(|made| made.0.into())
    }

    fn checkbox(&self, done: bool) -> Option<Dom> {
        let input = self.element("input", "")?;
        set(&input, "type", "checkbox");
        set(&input, "disabled", "");
        set(&input, "aria-label", &self.texts.get_now(if done { "done" } else { "not_done" }));
        if done {
            set(&input, "checked", "");
        }
        Some(input)
    }

    /// Creates a code block below a bar with its language and a copy button, which `copy` handles.
    fn code_block(&self, lang: Option<&str>) -> Made {
        let build = || {
            let block = self.element("div", "codeblock")?;
            let bar = self.element("div", "codebar")?;
            let label = self.element("span", "")?;
            label.set_text_content(Some(&lang.map_or_else(|| self.texts.get_now("code"), str::to_owned)));
            let button = self.element("button", "copycode")?;
            set(&button, "type", "button");
            button.set_text_content(Some(&self.texts.get_now("copy")));
            set(&button, "aria-label", &self.texts.get_now("copy_code"));
            bar.append_with_node_2(&label, &button).ok()?;
            let pre = self.element("pre", "")?;
            focusable(&pre, &self.texts.get_now("code"));
            set(&pre, "dir", "ltr");
            let code = self.element("code", "")?;
            pre.append_child(&code).ok()?;
            block.append_with_node_2(&bar, &pre).ok()?;
            Some((block, code))
        };
        split(build())
    }

    /// Creates an element in a box that scrolls sideways, also by keyboard.
    fn scrolling(&self, name: &str, label: &'static str) -> Made {
        let build = || {
            let frame = self.element("div", "scrolling")?;
            focusable(&frame, &self.texts.get_now(label));
            let element = self.element(name, "")?;
            frame.append_child(&element).ok()?;
            Some((frame, element))
        };
        split(build())
    }

    fn cell(&self, align: Align, head: bool) -> Option<Dom> {
        let class = match align {
            Align::None => "",
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        let cell = self.element(if head { "th" } else { "td" }, class)?;
        if head {
            set(&cell, "scope", "col");
        }
        Some(cell)
    }

    fn formula(&self, display: bool, tex: &str) -> Made {
        let Some(math) = self.document.create_element_ns(Some(MATHML), "math").ok() else { return (None, None) };
        if !self.math {
            let marks = if display { "$$" } else { "$" };
            let written = self.document.create_text_node(&[marks, tex, marks].concat());
            // The formula's nodes go into an element that is not part of the page.
            return (Some(written.into()), Some(math));
        }
        set(&math, "alttext", tex);
        if !display {
            return container(Some(math));
        }
        set(&math, "display", "block");
        let build = || {
            let frame = self.element("div", "scrolling")?;
            focusable(&frame, &self.texts.get_now("formula"));
            frame.append_child(&math).ok()?;
            Some((frame, math.clone()))
        };
        split(build())
    }

    fn math(&self, tag: MathTag, attrs: &[(MathAttr, String)]) -> Option<Dom> {
        let element = self.document.create_element_ns(Some(MATHML), tag.as_str()).ok()?;
        for (name, value) in attrs {
            set(&element, name.as_str(), value);
        }
        Some(element)
    }
}

fn leaf(dom: Option<Dom>) -> Made {
    (dom.map(JsCast::unchecked_into), None)
}

fn container(dom: Option<Dom>) -> Made {
    (dom.clone().map(JsCast::unchecked_into), dom)
}

fn split(dom: Option<(Dom, Dom)>) -> Made {
    dom.map_or((None, None), |(outer, inner)| (Some(outer.unchecked_into()), Some(inner)))
}

/// Sets an attribute. The names are constants that every browser accepts.
fn set(element: &Dom, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

fn focusable(element: &Dom, label: &str) {
    set(element, "tabindex", "0");
    set(element, "role", "group");
    set(element, "aria-label", label);
}

/// Returns the tag of a heading. Headings of an answer are below the chat's title, which is an `h2`; answers begin with
/// level one or two.
fn heading(level: u8) -> &'static str {
    match level {
        0..=2 => "h3",
        3 => "h4",
        4 => "h5",
        _ => "h6",
    }
}
