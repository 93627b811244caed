//! Markdown that replaces a block a client cannot show.

use parlor_shared::content::{Block, Button, Card, Form};

/// Returns a block's content as Markdown; empty when the block has no meaning as text.
pub fn fallback_text(block: &Block) -> String {
    match block {
        Block::EscalationButton { .. } | Block::Reasoning { .. } | Block::Tool(_) => String::new(),
        Block::Actions(actions) => list(actions.buttons.iter().map(button)),
        Block::Carousel(carousel) => list(carousel.cards.iter().map(card)),
        Block::Form(form) => a_form(form),
    }
}

/// Returns a text followed by its blocks as Markdown.
pub fn with_fallback_text(text: String, blocks: &[Block]) -> String {
    let parts = std::iter::once(text).chain(blocks.iter().map(fallback_text)).filter(|words| !words.is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}

/// Returns the JSON of an invalid block as a fenced code block, at most 4,000 characters of it.
pub fn as_code(json: &str) -> String {
    let json: String = json.chars().take(4_000).collect();
    let longest = json.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}json\n{json}\n{fence}")
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n")
}

fn button(button: &Button) -> String {
    match button {
        Button::Link { label, link } => linked(label, link),
        Button::Message { label, .. } | Button::Handoff { label, .. } => plain(label),
    }
}

fn card(card: &Card) -> String {
    let title = card.link.as_ref().map_or_else(|| plain(&card.title), |link| linked(&card.title, link));
    let mut parts = vec![format!("**{title}**")];
    parts.extend((!card.text.is_empty()).then(|| plain(&card.text)));
    parts.extend(card.buttons.iter().map(button));
    parts.join(" · ")
}

fn a_form(form: &Form) -> String {
    let fields = list(form.fields.iter().map(|field| plain(&field.label)));
    if form.title.is_empty() { fields } else { format!("**{}**\n\n{fields}", plain(&form.title)) }
}

/// Returns a Markdown link. A path of the page's own site stays text: the answer may be read elsewhere.
fn linked(label: &str, link: &str) -> String {
    if link.starts_with(['/', '#']) {
        return format!("{} ({})", plain(label), plain(link));
    }
    // Checked addresses have neither white space nor line ends; angle brackets would end this one.
    format!("[{}](<{}>)", plain(label), link.replace('<', "%3C").replace('>', "%3E"))
}

/// Escapes text so that none of it is Markdown, on one line.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::conversation::blocks::BlockKind;

    fn told(kind: BlockKind, json: &str) -> String {
        fallback_text(&kind.read(json).unwrap())
    }

    #[test]
    fn a_reader_without_cards_reads_what_they_say() {
        let cards = r#"{"cards":[{"title":"Green *tea*","text":"5 euros","link":"https://shop.example/tea",
            "buttons":[{"label":"Buy","message":"I take it"}]},{"title":"Cups","link":"/cups"}]}"#;
        let words = "- **[Green \\*tea\\*](<https://shop.example/tea>)** · 5 euros · Buy\n- **Cups (\\/cups)**";
        assert_eq!(told(BlockKind::Carousel, cards), words);
    }

    #[test]
    fn a_reader_without_forms_reads_what_is_asked() {
        let form = r#"{"id":"f","title":"Reach you","fields":[{"name":"a","label":"Name"},{"name":"b","label":"E-mail","type":"email"}]}"#;
        assert_eq!(told(BlockKind::Form, form), "**Reach you**\n\n- Name\n- E\\-mail");
    }

    #[test]
    fn code_cannot_leave_its_fence() {
        assert_eq!(as_code("{}\n````\n# hi"), "`````json\n{}\n````\n# hi\n`````");
        assert!(as_code(&"x".repeat(1 << 20)).len() < 5_000);
    }
}
