//! A conversation as Markdown.

use parlor_shared::widget::{ExportedConversation, ExportedMessage, Role};

use super::wording::{fate, minute, told};
use crate::core::i18n::translate::Catalogue;

/// The whole file.
pub(super) fn write(conversation: &ExportedConversation, catalogue: &Catalogue) -> String {
    let mut file = format!("# {}\n\n{}\n", plain(&conversation.title), minute(&conversation.created_at));
    for message in &conversation.messages {
        file.push_str(&one(message, &conversation.agent, catalogue));
    }
    file
}

fn one(message: &ExportedMessage, agent: &str, catalogue: &Catalogue) -> String {
    let who = catalogue.speaker(message.role, agent);
    let mut text = format!("\n---\n\n**{}** · {}\n", plain(&who), minute(&message.created_at));
    let told = told(message);
    match message.role {
        Role::User => text.push_str(&quoted(&message.text)),
        Role::Agent if told.is_empty() => {}
        Role::Agent => text.extend(["\n", &told, "\n"]),
    }
    text.extend(message.attachments.iter().map(|file| format!("> {}  \n", plain(&file.name))));
    if let Some(fate) = fate(message, catalogue) {
        text.extend(["\n*", &plain(fate), "*\n"]);
    }
    if !message.citations.is_empty() {
        text.push('\n');
    }
    for citation in &message.citations {
        let title = plain(&citation.title);
        match &citation.url {
            Some(url) => text.extend(["- [", &title, "](<", url, ">)\n"]),
            None => text.extend(["- ", &title, "\n"]),
        }
    }
    text
}

/// A visitor's words are no markup: a quotation in which nothing means anything.
fn quoted(text: &str) -> String {
    let lines = text.lines().flat_map(|line| ["> ".to_owned(), plain(line), "  \n".to_owned()]);
    std::iter::once("\n".to_owned()).chain(lines).collect()
}

/// Text in which nothing is markup.
fn plain(text: &str) -> String {
    text.chars().fold(String::new(), |mut plain, c| {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ';' | ':' | '?' | '\'' | '"' | '/') {
            plain.push('\\');
        }
        plain.push(c);
        plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_visitor_says_is_no_markup() {
        assert_eq!(plain("# a *b* <c> [d](e)"), "\\# a \\*b\\* \\<c\\> \\[d\\]\\(e\\)");
        assert_eq!(quoted("a\n1. b"), "\n> a  \n> 1. b  \n");
    }
}
