//! Formulas: TeX to typed MathML.

use parlor_shared::content::{Element, MathAttr, MathTag};
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

use super::sink::Sink;

const MAX_TEX: usize = 2_000;

/// Adds a formula; what cannot be understood is shown as its source.
pub(super) fn formula(sink: &mut Sink, tex: &str, display: bool) {
    let mut inner = Sink::default();
    let understood = tex.len() <= MAX_TEX && mathml(tex).is_some_and(|xml| read(&mut inner, &xml).is_some());
    if !understood {
        sink.wrapped(Element::Code, tex);
        return;
    }
    let mut source = Sink::default();
    source.text(tex);
    let tex = source.nodes.into_iter().find_map(|n| if let parlor_shared::content::Node::Text(t) = n { Some(t) } else { None });
    sink.open(Element::Formula { display, tex: tex.unwrap_or_default() });
    sink.nodes.append(&mut inner.nodes);
    sink.close();
}

fn mathml(tex: &str) -> Option<String> {
    let storage = Storage::new();
    let events: Vec<_> = Parser::new(tex, &storage).collect();
    if events.iter().any(Result::is_err) {
        return None;
    }
    let mut xml = String::new();
    push_mathml(&mut xml, events.into_iter(), RenderConfig::default()).ok()?;
    Some(xml)
}

/// Reads the writer's XML; elements without a name in [`MathTag`] give way to their children.
fn read(sink: &mut Sink, xml: &str) -> Option<()> {
    let mut kept = Vec::new();
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        sink.text(&unescaped(&rest[..at]));
        let (tag, after) = rest[at + 1..].split_once('>')?;
        rest = after;
        if tag.starts_with('/') {
            if kept.pop()? {
                sink.close();
            }
            continue;
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |t| (t, true));
        let known = open(sink, tag);
        match (empty, known) {
            (false, known) => kept.push(known),
            (true, true) => sink.close(),
            (true, false) => {}
        }
    }
    sink.text(&unescaped(rest));
    kept.is_empty().then_some(())
}

fn open(sink: &mut Sink, tag: &str) -> bool {
    let (name, attrs) = tag.split_once(' ').unwrap_or((tag, ""));
    let Some(tag) = MathTag::ALL.iter().copied().find(|t| t.as_str() == name) else { return false };
    sink.open(Element::Math { tag, attrs: attributes(attrs) });
    true
}

fn attributes(mut text: &str) -> Vec<(MathAttr, String)> {
    let mut found: Vec<(MathAttr, String)> = Vec::new();
    while let Some((name, rest)) = text.split_once("=\"") {
        let Some((value, after)) = rest.split_once('"') else { break };
        text = after;
        let attr = MathAttr::ALL.iter().copied().find(|a| a.as_str() == name.trim());
        if let Some(attr) = attr.filter(|a| found.iter().all(|(f, _)| f != a)) {
            found.push((attr, unescaped(value)));
        }
    }
    found
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
