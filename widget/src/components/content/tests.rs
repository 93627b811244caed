//! Tests in a real browser: the page depends only on the document, not on how it was built.

use parlor_shared::content::{Align, CodeClass, Element as E, MathTag, Node, Patch};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::{
    Canvas,
    address::{is_safe_image, is_safe_link},
};
use crate::i18n::Texts;

wasm_bindgen_test_configure!(run_in_browser);

/// Random numbers that are the same on every run.
struct Dice(u32);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % sides
    }

    fn node(&mut self) -> Node {
        let open = match self.roll(20) {
            0..=4 => return Node::Text(["a", "<b>", "", "&amp; c"][self.roll(4)].into()),
            5..=9 => return Node::Close,
            10 => return [Node::Break, Node::Rule, Node::Checkbox(true)][self.roll(3)].clone(),
            11 => E::CodeBlock { lang: Some("rs".into()) },
            12 => E::Table,
            13 => E::TableHead,
            14 => E::TableCell(Align::Right),
            15 => E::Link { href: ["https://a.example", "javascript:alert(1)"][self.roll(2)].into() },
            16 => E::Formula { display: self.roll(2) == 0, tex: "x".into() },
            17 => E::Math { tag: MathTag::Mi, attrs: vec![] },
            18 => E::Token(CodeClass::Keyword),
            _ => [E::Paragraph, E::List, E::Item, E::Heading(2), E::OrderedList(3)][self.roll(5)].clone(),
        };
        Node::Open(open)
    }

    fn document(&mut self) -> Vec<Node> {
        (0..self.roll(60)).map(|_| self.node()).collect()
    }
}

fn canvas() -> (web_sys::Element, Canvas) {
    let document = web_sys::window().unwrap().document().unwrap();
    let root = document.create_element("div").unwrap();
    let canvas =
        crate::reactive::prelude::Owner::new().with(|| Canvas::new(&root, "https://chat.example", Texts::new(), true));
    (root, canvas)
}

fn drawn(nodes: &[Node]) -> web_sys::Element {
    let (root, mut canvas) = canvas();
    canvas.redraw(nodes);
    root
}

/// Compares trees after joining adjacent texts: appended text and text created at once differ only in that.
fn same(one: &web_sys::Element, other: &web_sys::Element) -> bool {
    one.normalize();
    other.normalize();
    one.is_equal_node(Some(other))
}

#[wasm_bindgen_test]
fn patches_lead_to_the_page_of_the_final_document() {
    let mut dice = Dice(20_261_121);
    for _ in 0..400 {
        let (root, mut canvas) = canvas();
        let mut now = Vec::new();
        for _ in 0..6 {
            let keep = dice.roll(now.len() + 1);
            let mut next: Vec<Node> = now[..keep].to_vec();
            if let Some(Node::Text(text)) = next.last_mut() {
                text.push_str("more");
            }
            next.extend(dice.document());
            canvas.apply(&Patch::between(&now, &next));
            now = next;
        }
        assert!(same(&root, &drawn(&now)), "{now:?}");
    }
}

#[wasm_bindgen_test]
fn a_growing_text_keeps_its_dom_node() {
    let (root, mut canvas) = canvas();
    canvas.redraw(&[Node::Open(E::Paragraph), Node::Text("Hel".into())]);
    let text = || root.query_selector("p").unwrap().unwrap().first_child();
    let before = text().unwrap();
    canvas.apply(&Patch { keep: 2, append: "lo".into(), nodes: vec![] });
    assert!(before.is_same_node(text().as_ref()));
    assert_eq!(root.text_content().unwrap(), "Hello");
}

#[wasm_bindgen_test]
fn text_is_never_markup() {
    let root = drawn(&[Node::Open(E::Paragraph), Node::Text("<img src=x onerror=alert(1)>".into())]);
    assert_eq!(root.query_selector_all("*").unwrap().length(), 2, "a part and a paragraph");
}

/// Finished blocks are kept apart from growing ones: sixteen blocks in each part, and no part without a block.
#[wasm_bindgen_test]
fn blocks_stand_in_parts() {
    let (root, mut canvas) = canvas();
    let blocks: Vec<Node> =
        (0..40).flat_map(|_| [Node::Open(E::Paragraph), Node::Text("a".into()), Node::Close]).collect();
    let parts = || -> Vec<u32> {
        let parts = root.children();
        (0..parts.length()).filter_map(|at| Some(parts.item(at)?.child_element_count())).collect()
    };
    canvas.redraw(&blocks);
    assert_eq!(parts(), [16, 16, 8]);
    canvas.apply(&Patch { keep: 51, append: String::new(), nodes: vec![Node::Rule] });
    assert_eq!(parts(), [16, 2]);
    canvas.apply(&Patch { keep: 48, append: String::new(), nodes: vec![] });
    assert_eq!(parts(), [16]);
    canvas.redraw(&[]);
    assert_eq!(parts(), [0_u32; 0]);
}

#[wasm_bindgen_test]
fn a_header_cell_is_one_inside_the_head_only() {
    let cell = || [Node::Open(E::TableRow), Node::Open(E::TableCell(Align::None)), Node::Close, Node::Close];
    let mut nodes = vec![Node::Open(E::Table), Node::Open(E::TableHead)];
    nodes.extend(cell());
    nodes.extend([Node::Close, Node::Open(E::TableBody)]);
    nodes.extend(cell());
    let root = drawn(&nodes);
    assert_eq!(root.query_selector_all("thead th[scope=col]").unwrap().length(), 1);
    assert_eq!(root.query_selector_all("tbody td").unwrap().length(), 1);
}

#[wasm_bindgen_test]
fn only_safe_addresses_become_links_and_pictures() {
    for safe in ["https://a.example", "HTTP://a.example", "mailto:a@b.example", "tel:+1"] {
        assert!(is_safe_link(safe), "{safe}");
    }
    for odd in ["javascript:alert(1)", " https://a.example", "data:text/html,x", "//a.example", ""] {
        assert!(!is_safe_link(odd), "{odd}");
    }
    assert!(is_safe_image("http://localhost:1/x.png", "http://localhost:1"));
    for odd in ["http://a.example/x.png", "http://localhost:12/x.png", "data:image/png,x"] {
        assert!(!is_safe_image(odd, "http://localhost:1"), "{odd}");
    }
}
