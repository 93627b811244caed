//! Documents and other parts of answers.

use parlor_shared::content::{Citation, Element, LinkPreview, Node, Patch, QuickReply};

use crate::{chat::BlockView, transport::json::Json};

/// Types of blocks that are part of an answer.
const SAYING: [&str; 4] = ["escalation_button", "actions", "carousel", "form"];
/// Types of blocks that describe the steps to an answer.
const STEPS: [&str; 2] = ["reasoning", "tool"];

pub(crate) fn patch(json: &Json) -> Option<Patch> {
    Some(Patch {
        keep: usize::try_from(json.number("keep")?).ok()?,
        append: json.text("append").unwrap_or_default(),
        nodes: json.list("nodes", node)?,
    })
}

pub(super) fn node(json: &Json) -> Option<Node> {
    if let Some(name) = json.as_text() {
        return match name.as_str() {
            "close" => Some(Node::Close),
            "break" => Some(Node::Break),
            "rule" => Some(Node::Rule),
            _ => None,
        };
    }
    let (name, value) = json.only_field()?;
    match name.as_str() {
        "text" => value.as_text().map(Node::Text),
        "open" => element(&value).map(Node::Open),
        "image" => Some(Node::Image { src: value.text("src")?, alt: value.text("alt")? }),
        "checkbox" => value.as_flag().map(Node::Checkbox),
        _ => None,
    }
}

fn element(json: &Json) -> Option<Element> {
    if let Some(name) = json.as_text() {
        return simple(&name);
    }
    let (name, value) = json.only_field()?;
    Some(match name.as_str() {
        "heading" => Element::Heading(u8::try_from(value.as_number()?).ok()?),
        "alert" => Element::Alert(value.variant()?),
        "ordered_list" => Element::OrderedList(value.as_number()?),
        "code_block" => Element::CodeBlock { lang: value.text("lang") },
        "token" => Element::Token(value.variant()?),
        "link" => Element::Link { href: value.text("href")? },
        "table_cell" => Element::TableCell(value.variant()?),
        "formula" => Element::Formula { display: value.get("display").as_flag()?, tex: value.text("tex")? },
        "math" => Element::Math { tag: value.named("tag")?, attrs: value.list("attrs", attribute)? },
        _ => return None,
    })
}

fn simple(name: &str) -> Option<Element> {
    Some(match name {
        "paragraph" => Element::Paragraph,
        "quote" => Element::Quote,
        "list" => Element::List,
        "item" => Element::Item,
        "code" => Element::Code,
        "emphasis" => Element::Emphasis,
        "strong" => Element::Strong,
        "strike" => Element::Strike,
        "underline" => Element::Underline,
        "mark" => Element::Mark,
        "small" => Element::Small,
        "subscript" => Element::Subscript,
        "superscript" => Element::Superscript,
        "keyboard" => Element::Keyboard,
        "details" => Element::Details,
        "summary" => Element::Summary,
        "table" => Element::Table,
        "table_head" => Element::TableHead,
        "table_body" => Element::TableBody,
        "table_row" => Element::TableRow,
        _ => return None,
    })
}

fn attribute(json: &Json) -> Option<(parlor_shared::content::MathAttr, String)> {
    let pair = json.items();
    Some((pair.first()?.variant()?, pair.get(1)?.as_text()?))
}

pub(super) fn citation(json: &Json) -> Option<Citation> {
    Some(Citation {
        title: json.text("title")?,
        url: json.text("url"),
        snippet: json.text("snippet").unwrap_or_default(),
    })
}

pub(super) fn quick_reply(json: &Json) -> Option<QuickReply> {
    json.as_text().map(QuickReply)
}

/// Returns the blocks as received. Blocks of an unknown type are left out.
pub(super) fn blocks(json: &Json) -> Vec<BlockView> {
    json.get("blocks").items().iter().filter_map(block).collect()
}

pub(crate) fn block(json: &Json) -> Option<BlockView> {
    let kind = json.text("type")?;
    let says = SAYING.contains(&kind.as_str());
    let offers_person = kind == "escalation_button" || hands_off(&json.get("payload"));
    (says || STEPS.contains(&kind.as_str())).then(|| BlockView { json: json.written(), says, offers_person })
}

/// Returns true if a button of the block, or of one of its cards, asks for a person.
fn hands_off(payload: &Json) -> bool {
    payload.get("buttons").items().iter().any(|button| !button.get("handoff").is_none())
        || payload.get("cards").items().iter().any(hands_off)
}

/// Parses the reply of `/unfurl`; `None` if there is nothing to show, or the link is not a web page.
pub(crate) fn link_preview(json: &Json) -> Option<LinkPreview> {
    let preview = json.get("preview");
    Some(LinkPreview {
        url: preview.text("url").filter(|url| url.starts_with("http"))?,
        final_url: String::new(),
        host: preview.text("host")?,
        title: preview.text("title")?,
        description: preview.text("description"),
        site_name: preview.text("site_name"),
        image: preview.text("image").filter(|path| path.starts_with('/')),
    })
}

/// Parses the reply of `/render`.
pub(crate) fn nodes(json: &Json) -> Option<Vec<Node>> {
    json.list("nodes", node)
}

/// Parses optional nodes: `Some(None)` if there are none, `None` if they cannot be parsed.
#[expect(clippy::option_option, reason = "leaving them out and sending nonsense are two things")]
pub(super) fn optional_nodes(json: &Json) -> Option<Option<Vec<Node>>> {
    if json.get("nodes").is_none() { Some(None) } else { json.list("nodes", node).map(Some) }
}
