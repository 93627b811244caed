//! Validation of blocks: every text cleaned and within its limit, every address checked, every count limited.

use parlor_shared::content::{Actions, Block, Button, Card, Carousel, Field, FieldKind, Form, ToolUse};

use super::limits::{LONGEST_ARGS, LONGEST_REASONING};
use crate::core::security::{
    links::{checked_or_local, honest},
    text::cleaned,
};

/// The reason a block is not shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct InvalidBlock(pub &'static str);

/// Returns the block in a form that is safe to show, or the problem with it. `pictures` decides whether the picture at
/// an address may be shown; a card whose picture may not be shown is shown without it.
///
/// A valid block stays unchanged.
pub fn validate(block: Block, pictures: &dyn Fn(&str) -> bool) -> Result<Block, InvalidBlock> {
    Ok(match block {
        Block::EscalationButton { label, message } => Block::EscalationButton {
            label: words(&label, Button::LONGEST_LABEL)?,
            message: lines(&message, Button::LONGEST_MESSAGE)?,
        },
        Block::Actions(Actions { buttons: all }) => {
            Block::Actions(Actions { buttons: buttons(all, 1..=Actions::MOST)? })
        }
        Block::Carousel(Carousel { cards }) => Block::Carousel(Carousel { cards: all_cards(cards, pictures)? }),
        Block::Form(form) => Block::Form(a_form(form)?),
        Block::Reasoning { text } => Block::Reasoning { text: clipped(&text, LONGEST_REASONING) },
        Block::Tool(ToolUse { name, args, result }) => Block::Tool(ToolUse {
            name: clipped(&name, Card::LONGEST_TITLE),
            args: clipped(&args, LONGEST_ARGS),
            result: result.map(|text| clipped(&text, LONGEST_ARGS)),
        }),
    })
}

fn clipped(text: &str, most: usize) -> String {
    cleaned(text).trim().chars().take(most).collect()
}

/// Returns lines of text: not empty, not too long.
fn lines(text: &str, most: usize) -> Result<String, InvalidBlock> {
    match optional(text, most)? {
        text if text.is_empty() => Err(InvalidBlock("a text is empty")),
        text => Ok(text),
    }
}

/// Returns lines of text that may be empty, but not too long.
fn optional(text: &str, most: usize) -> Result<String, InvalidBlock> {
    let text = cleaned(text).trim().to_owned();
    if text.chars().count() > most { Err(InvalidBlock("a text is too long")) } else { Ok(text) }
}

/// Returns one line of text: not empty, not too long.
fn words(text: &str, most: usize) -> Result<String, InvalidBlock> {
    lines(&text.replace('\n', " "), most)
}

fn address(text: &str) -> Result<String, InvalidBlock> {
    checked_or_local(text).ok_or(InvalidBlock("an address is not safe to follow"))
}

fn counted<T>(all: Vec<T>, most: std::ops::RangeInclusive<usize>) -> Result<Vec<T>, InvalidBlock> {
    if most.contains(&all.len()) { Ok(all) } else { Err(InvalidBlock("too few or too many")) }
}

fn buttons(all: Vec<Button>, most: std::ops::RangeInclusive<usize>) -> Result<Vec<Button>, InvalidBlock> {
    counted(all, most)?.into_iter().map(button).collect()
}

fn button(button: Button) -> Result<Button, InvalidBlock> {
    let label = words(button.label(), Button::LONGEST_LABEL)?;
    Ok(match button {
        Button::Link { link, .. } => {
            let link = address(&link)?;
            Button::Link { label: honest(&label, &link, Button::LONGEST_LABEL), link }
        }
        Button::Message { message, .. } => {
            Button::Message { label, message: lines(&message, Button::LONGEST_MESSAGE)? }
        }
        Button::Handoff { handoff, .. } => {
            Button::Handoff { label, handoff: lines(&handoff, Button::LONGEST_MESSAGE)? }
        }
    })
}

fn all_cards(cards: Vec<Card>, pictures: &dyn Fn(&str) -> bool) -> Result<Vec<Card>, InvalidBlock> {
    counted(cards, 1..=Carousel::MOST)?.into_iter().map(|one| card(one, pictures)).collect()
}

fn card(card: Card, pictures: &dyn Fn(&str) -> bool) -> Result<Card, InvalidBlock> {
    let (title, link) = (words(&card.title, Card::LONGEST_TITLE)?, card.link.as_deref().map(address).transpose()?);
    Ok(Card {
        title: link.as_ref().map_or_else(|| title.clone(), |link| honest(&title, link, Card::LONGEST_TITLE)),
        text: optional(&card.text, Card::LONGEST_TEXT)?,
        image: card.image.filter(|image| image.starts_with("https://") && pictures(image)),
        alt: optional(&card.alt.replace('\n', " "), Card::LONGEST_ALT)?,
        link,
        buttons: buttons(card.buttons, 0..=Card::MOST_BUTTONS)?,
    })
}

fn a_form(form: Form) -> Result<Form, InvalidBlock> {
    let fields: Vec<Field> = counted(form.fields, 1..=Form::MOST)?.into_iter().map(field).collect::<Result<_, _>>()?;
    if !each_once(fields.iter().map(|field| &field.name)) {
        return Err(InvalidBlock("two fields have the same name"));
    }
    Ok(Form {
        id: name(form.id)?,
        title: optional(&form.title.replace('\n', " "), Form::LONGEST_LABEL)?,
        fields,
        submit: optional(&form.submit.replace('\n', " "), Button::LONGEST_LABEL)?,
    })
}

fn field(field: Field) -> Result<Field, InvalidBlock> {
    if field.max_length.is_some_and(|most| !(1..=Field::LONGEST).contains(&most)) {
        return Err(InvalidBlock("max_length is 1 to 2,000"));
    }
    Ok(Field {
        name: name(field.name)?,
        label: words(&field.label, Form::LONGEST_LABEL)?,
        options: options(field.kind, &field.options)?,
        ..field
    })
}

fn options(kind: FieldKind, options: &[String]) -> Result<Vec<String>, InvalidBlock> {
    let allowed = if kind == FieldKind::Select { 1..=Field::MOST_OPTIONS } else { 0..=0 };
    if !allowed.contains(&options.len()) {
        return Err(InvalidBlock("a select has 1 to 50 options, and nothing else has any"));
    }
    let options: Vec<String> =
        options.iter().map(|option| words(option, Form::LONGEST_LABEL)).collect::<Result<_, _>>()?;
    if each_once(options.iter()) { Ok(options) } else { Err(InvalidBlock("an option is given twice")) }
}

/// Checks a name used in an address, an attribute or a key: letters, digits, `_` and `-`.
fn name(name: String) -> Result<String, InvalidBlock> {
    let sound = (1..=Form::LONGEST_ID).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if sound { Ok(name) } else { Err(InvalidBlock("a name is 1 to 64 of A–Z a–z 0–9 _ -")) }
}

fn each_once<'a>(mut names: impl Iterator<Item = &'a String>) -> bool {
    let mut seen = std::collections::HashSet::new();
    names.all(|name| seen.insert(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::core::conversation::blocks::BlockKind;

    fn read(kind: BlockKind, json: &str) -> Result<Block, InvalidBlock> {
        kind.read(json)
    }

    #[test]
    fn texts_are_cleaned_and_addresses_normalised() {
        let json = r#"{"buttons":[{"label":" a\u202eb\u0007\nc ","link":"HTTPS://Shop.example"}]}"#;
        let link = Button::Link { label: "ab c".into(), link: "https://shop.example/".into() };
        assert_eq!(read(BlockKind::Actions, json), Ok(Block::Actions(Actions { buttons: vec![link] })));
    }

    #[test]
    fn markup_is_text() {
        let json = r#"{"buttons":[{"label":"<img src=x onerror=alert(1)>","message":"<b>"}]}"#;
        let Ok(Block::Actions(actions)) = read(BlockKind::Actions, json) else { panic!("refused") };
        assert_eq!(actions.buttons[0].label(), "<img src=x onerror=alert(1)>");
    }

    #[test]
    fn what_is_wrong_is_refused() {
        let label = "x".repeat(81);
        let seven = [r#"{"label":"a","message":"b"}"#; 7].join(",");
        for (kind, json) in [
            (BlockKind::Actions, r#"{"buttons":[]}"#.to_owned()),
            (BlockKind::Actions, format!(r#"{{"buttons":[{seven}]}}"#)),
            (BlockKind::Actions, format!(r#"{{"buttons":[{{"label":"{label}","message":"b"}}]}}"#)),
            (BlockKind::Actions, r#"{"buttons":[{"label":" ","message":"b"}]}"#.into()),
            (BlockKind::Actions, r#"{"buttons":[{"label":"a","link":"javascript:alert(1)"}]}"#.into()),
            (BlockKind::Actions, r#"{"buttons":[{"label":"a","link":"//evil.example"}]}"#.into()),
            (BlockKind::Actions, r#"{"buttons":[{"label":"a","link":"/a","message":"b"}]}"#.into()),
            (BlockKind::Actions, r#"{"buttons":[{"label":"a","link":"/a","link":"/b"}]}"#.into()),
            (BlockKind::Actions, r#"{"buttons":[{"label":"a"}]}"#.into()),
            (BlockKind::Actions, r#"{"buttons":[],"buttons":[{"label":"a","message":"b"}]}"#.into()),
            (BlockKind::Actions, "[".repeat(10_000)),
            (BlockKind::Carousel, r#"{"cards":[{"title":""}]}"#.into()),
            (BlockKind::Carousel, r#"{"cards":[{"title":"a","onclick":"b"}]}"#.into()),
            (BlockKind::Carousel, r#"{"cards":[{"title":"a","title":"b"}]}"#.into()),
            (BlockKind::Carousel, format!(r#"{{"cards":[{{"title":"a","text":"{}"}}]}}"#, "x".repeat(1 << 20))),
            (BlockKind::Form, r#"{"id":"a b","fields":[{"name":"a","label":"A"}]}"#.into()),
            (BlockKind::Form, r#"{"id":"a","fields":[{"name":"a","label":"A"},{"name":"a","label":"B"}]}"#.into()),
            (BlockKind::Form, r#"{"id":"a","fields":[{"name":"a","label":"A","type":"password"}]}"#.into()),
            (BlockKind::Form, r#"{"id":"a","fields":[{"name":"a","label":"A","type":"select"}]}"#.into()),
            (BlockKind::Form, r#"{"id":"a","fields":[{"name":"a","label":"A","options":["x"]}]}"#.into()),
            (
                BlockKind::Form,
                r#"{"id":"a","fields":[{"name":"a","label":"A","type":"select","options":["x","x "]}]}"#.into(),
            ),
            (BlockKind::Form, r#"{"id":"a","fields":[{"name":"a","label":"A","max_length":0}]}"#.into()),
            (BlockKind::Form, r#"{"id":"a","fields":[{"name":"a","label":"A","max_length":2001}]}"#.into()),
        ] {
            assert!(read(kind, &json).is_err(), "{}", &json[..json.len().min(200)]);
        }
    }

    #[test]
    fn a_picture_that_may_not_be_shown_is_left_out() {
        let card = |image: &str| Card { title: "a".into(), image: Some(image.into()), ..empty_card() };
        let shown =
            |image| match validate(Block::Carousel(Carousel { cards: vec![card(image)] }), &|at| at.contains("ours")) {
                Ok(Block::Carousel(carousel)) => carousel.cards[0].image.clone(),
                other => panic!("{other:?}"),
            };
        assert_eq!(shown("https://ours.example/a.png").as_deref(), Some("https://ours.example/a.png"));
        assert_eq!(shown("https://theirs.example/a.png"), None);
        assert_eq!(shown("http://ours.example/a.png"), None);
    }

    fn empty_card() -> Card {
        Card { title: String::new(), text: String::new(), image: None, alt: String::new(), link: None, buttons: vec![] }
    }

    proptest! {
        #[test]
        fn what_is_sound_stays_as_it_is(label in ".{0,90}", message in "(?s).{0,520}", link in "[a-z:/.#]{0,20}") {
            let buttons = vec![Button::Message { label: label.clone(), message }, Button::Link { label, link }];
            for block in [Block::Actions(Actions { buttons: buttons[..1].to_vec() }), Block::Actions(Actions { buttons })] {
                if let Ok(once) = validate(block, &|_| true) {
                    prop_assert_eq!(validate(once.clone(), &|_| true), Ok(once));
                }
            }
        }
    }
}
