//! A text that is being written: no frame shows a mark that the whole text does not show, and no address leads elsewhere than it
//! will in the end.

use std::collections::{HashMap, HashSet};

use parlor_shared::content::{Element, Node};
use serde::Deserialize;

use super::markdown;
use crate::{
    core::render::Render as _,
    render::{Markdown, html},
};

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
pub(super) struct Case {
    pub(super) id: String,
    pub(super) markdown: String,
    #[serde(default)]
    must: Vec<String>,
    #[serde(default)]
    must_not: Vec<String>,
    #[serde(default)]
    never_seen: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Specification {
    pub(super) commonmark: Vec<String>,
    pub(super) gfm: Vec<String>,
}

pub(super) fn specification() -> Specification {
    serde_json::from_str(include_str!("../../../../tests/data/answers/specification.json")).unwrap()
}

pub(super) fn cases() -> Vec<Case> {
    [
        include_str!("../../../../tests/data/answers/markdown.json"),
        include_str!("../../../../tests/data/answers/prefixes.json"),
        include_str!("../../../../tests/data/answers/kinds.json"),
    ]
    .into_iter()
    .flat_map(|json| serde_json::from_str::<Cases>(json).unwrap().cases)
    .collect()
}

/// HTML without attributes but addresses.
pub(super) fn simple(nodes: &[Node]) -> String {
    let html = html::document(nodes);
    let mut out = String::new();
    for (at, part) in html.split('<').enumerate() {
        if at == 0 {
            out.push_str(part);
            continue;
        }
        let (tag, text) = part.split_once('>').unwrap();
        let name = tag.split(' ').next().unwrap();
        let href = tag.find("href=\"").map(|at| &tag[at..=at + 6 + tag[at + 6..].find('"').unwrap()]);
        out.extend(["<", name, if href.is_some() { " " } else { "" }, href.unwrap_or_default(), ">", text]);
    }
    out.replace("&#39;", "'").replace("&quot;", "\"")
}

#[test]
fn the_cases_are_drawn_as_they_should_be() {
    let mut faults = Vec::new();
    for case in cases() {
        let html = simple(&markdown(&case.markdown));
        for piece in case.must.iter().filter(|piece| !html.contains(*piece)) {
            faults.push(format!("{}: no {piece:?} in {html}", case.id));
        }
        for piece in case.must_not.iter().filter(|piece| html.contains(*piece)) {
            faults.push(format!("{}: {piece:?} in {html}", case.id));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The text outside of code.
fn visible(nodes: &[Node]) -> String {
    let mut out = String::new();
    let (mut depth, mut silent) = (0_usize, 0_usize);
    for node in nodes {
        match node {
            Node::Open(element) => {
                depth += 1;
                if silent == 0 && matches!(element, Element::CodeBlock { .. } | Element::Code | Element::Formula { .. })
                {
                    silent = depth;
                }
            }
            Node::Close => {
                if silent == depth {
                    silent = 0;
                }
                depth -= 1;
            }
            Node::Text(text) if silent == 0 => out.push_str(text),
            Node::Image { alt, .. } => out.push_str(alt),
            _ => {}
        }
    }
    out
}

fn marks(nodes: &[Node]) -> HashMap<char, usize> {
    let mut counts = HashMap::new();
    for c in visible(nodes).chars().filter(|c| "*_~`[]<>|$\\#".contains(*c)) {
        *counts.entry(c).or_default() += 1;
    }
    counts
}

fn addresses(nodes: &[Node]) -> HashSet<String> {
    let link = |node: &Node| if let Node::Open(Element::Link { href }) = node { Some(href.clone()) } else { None };
    nodes.iter().filter_map(link).collect()
}

/// The frames in which something is wrong, one character at a time.
fn faults(text: &str, never_seen: &[String]) -> Vec<String> {
    let last = markdown(text);
    let (most, known) = (marks(&last), addresses(&last));
    let mut growing = Markdown::default().start();
    let defines = text.contains("]:");
    let mut faults = Vec::new();
    let mut prefix = String::new();
    for c in text.chars() {
        prefix.push(c);
        growing.push(c.encode_utf8(&mut [0; 4]));
        let frame = growing.nodes();
        let html = simple(frame);
        // A reference may be defined at the very end; until then its brackets are what they look like.
        let excused = |mark: &char| defines && matches!(mark, '[' | ']');
        let seen =
            marks(frame).into_iter().find(|(mark, count)| count > most.get(mark).unwrap_or(&0) && !excused(mark));
        if let Some((mark, _)) = seen {
            faults.push(format!("{prefix:?} shows {mark:?}: {html}"));
        }
        if let Some(href) = addresses(frame).difference(&known).next() {
            faults.push(format!("{prefix:?} links to {href}: {html}"));
        }
        if let Some(piece) = never_seen.iter().find(|piece| html.contains(*piece)) {
            faults.push(format!("{prefix:?} shows {piece:?}: {html}"));
        }
    }
    faults
}

#[test]
fn no_frame_of_a_case_shows_a_mark() {
    let faults: Vec<String> = cases().iter().flat_map(|case| faults(&case.markdown, &case.never_seen)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_frame_of_the_specifications_examples_shows_a_mark() {
    let Specification { commonmark, gfm } = specification();
    let mut all = Vec::new();
    for text in commonmark.iter().chain(&gfm) {
        let faults = faults(text.trim_end_matches('\n'), &[]);
        if let Some(fault) = faults.first() {
            all.push(format!("{text:?} ({})\n    {fault}", faults.len()));
        }
    }
    assert!(all.is_empty(), "{} of {}\n{}", all.len(), commonmark.len() + gfm.len(), all.join("\n"));
}
