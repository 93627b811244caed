//! The part of the launcher's configuration that lists what a page may do before the visitor acts.

use std::sync::Arc;

use parlor_shared::{
    config::{ProactiveRule, WidgetConfig},
    content::{Element, Node},
    widget::Outreach,
};

use crate::core::{
    both_ways::all,
    error::Error,
    i18n::translate::Catalogue,
    render::{Render, cost, off_the_workers},
    widget::settings::Settings,
};

/// Characters of the first words beside a launcher.
const LONGEST_PEEK: usize = 300;

/// `None` when there is nothing to do.
pub(super) async fn outreach(
    settings: &Settings,
    config: &WidgetConfig,
    render: &Arc<dyn Render>,
    texts: &Catalogue,
) -> Result<Option<Outreach>, Error> {
    let mut written: Vec<ProactiveRule> = all(settings.proactive.clone().unwrap_or_default());
    let initial = if config.message_peek { config.initial.clone() } else { String::new() };
    let cost = cost(&initial) + written.iter().map(|rule| cost(&rule.message)).sum::<usize>();
    let render = Arc::clone(render);
    let read = move || {
        let plain = |markdown: &str| plain(&render.markdown(markdown));
        for rule in &mut written {
            rule.message = plain(&rule.message);
        }
        (plain(&initial), written)
    };
    let (initial, rules) = off_the_workers(cost, read).await?;
    let peek = config.message_peek.then(|| first_words(initial, config, texts));
    let nothing = peek.is_none() && rules.is_empty() && !config.sound;
    Ok((!nothing).then_some(Outreach { peek, rules, sound: config.sound }))
}

/// The agent's first words, else the intro, else a greeting.
fn first_words(initial: String, config: &WidgetConfig, texts: &Catalogue) -> String {
    let own = [initial, config.intro.clone()].into_iter().find(|words| !words.trim().is_empty());
    let words = own.unwrap_or_else(|| texts.text("greeting").to_owned());
    if words.chars().count() <= LONGEST_PEEK {
        return words;
    }
    words.chars().take(LONGEST_PEEK - 1).chain(['…']).collect()
}

/// The words of a document, a line for each block.
fn plain(nodes: &[Node]) -> String {
    let mut text = String::new();
    for node in nodes {
        match node {
            Node::Text(words) => text.push_str(words),
            Node::Image { alt, .. } => text.push_str(alt),
            Node::Break | Node::Rule => text.push('\n'),
            Node::Open(element) if is_block(element) && !text.is_empty() && !text.ends_with('\n') => text.push('\n'),
            Node::Open(_) | Node::Close | Node::Checkbox(_) => {}
        }
    }
    text
}

const fn is_block(element: &Element) -> bool {
    matches!(
        element,
        Element::Paragraph
            | Element::Heading(_)
            | Element::Quote
            | Element::Alert(_)
            | Element::Details
            | Element::Summary
            | Element::Item
            | Element::CodeBlock { .. }
            | Element::TableRow
    )
}

#[cfg(test)]
mod tests {
    use parlor_shared::owner::settings::SettingsBody;

    use super::*;
    use crate::{
        core::i18n::translate::catalogue,
        render::{Markdown, RenderOptions},
    };

    async fn reach(settings: &Settings) -> Option<Outreach> {
        let render: Arc<dyn Render> = Arc::new(Markdown::new(RenderOptions::default()));
        outreach(settings, &settings.config(), &render, catalogue(&["en"])).await.unwrap()
    }

    #[tokio::test]
    async fn a_usual_widget_does_nothing_by_itself() {
        assert_eq!(reach(&Settings::default()).await, None);
    }

    #[tokio::test]
    async fn first_words_are_the_owners_or_a_greeting_and_carry_no_marks() {
        let peek = async |json| {
            let settings: SettingsBody = serde_json::from_value(json).unwrap();
            reach(&settings.into()).await.and_then(|reach| reach.peek).unwrap()
        };
        let on = serde_json::json!({"message_peek": true});
        assert_eq!(peek(serde_json::json!({"features": on})).await, "Hi! How can I help you today?");
        assert_eq!(peek(serde_json::json!({"features": on, "intro": "We are here."})).await, "We are here.");
        let initial = "**Hi**, I am `Ada`.\n\n- one\n- two";
        assert_eq!(peek(serde_json::json!({"features": on, "initial": initial})).await, "Hi, I am Ada.\none\ntwo");
        let long = peek(serde_json::json!({"features": on, "initial": "a".repeat(2_000)})).await;
        assert_eq!((long.chars().count(), long.ends_with('…')), (300, true));
    }
}
