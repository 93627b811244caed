//! Arbitrary text through the renderer, grown piece by piece: a reader who applies the patches has what the renderer
//! has, the same as a reader of that text at once; at the end both have what the whole text gives. Only checked links
//! come out.
//!
//! The first four bytes are the sizes of the pieces in characters, taken in turn.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parlor::{core::render::Render, render::Markdown};
use parlor_shared::content::{Element, Node};

const SCHEMES: [&str; 4] = ["http://", "https://", "mailto:", "tel:"];

fn harmless(nodes: &[Node]) {
    for node in nodes {
        match node {
            Node::Open(Element::Link { href }) => {
                assert!(SCHEMES.iter().any(|scheme| href.starts_with(scheme)), "a link to {href:?}");
            }
            Node::Image { src, .. } => panic!("a picture from {src:?}, though no host is allowed"),
            _ => {}
        }
    }
}

fn at_once(text: &str) -> Vec<Node> {
    let mut growing = Markdown::default().start();
    growing.push(text);
    growing.nodes().to_vec()
}

fuzz_target!(|input: &[u8]| {
    let Some((sizes, bytes)) = input.split_first_chunk::<4>() else { return };
    let text = String::from_utf8_lossy(bytes);
    let mut growing = Markdown::default().start();
    let mut reader = Vec::new();
    let mut rest = &*text;
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let end = rest.char_indices().nth(1 + usize::from(*size)).map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at(end);
        growing.push(piece).apply(&mut reader).expect("a patch fits the document before it");
        assert_eq!(reader, growing.nodes());
        rest = after;
    }
    assert_eq!(reader, at_once(&text), "however it was cut");
    growing.finish().apply(&mut reader).expect("the last patch fits too");
    let whole = Markdown::default().markdown(&text);
    assert_eq!(reader, whole);
    harmless(&whole);
});
