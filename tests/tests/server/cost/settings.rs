//! Settings of owners, and the checks that run on every message.

use std::time::Duration;

use parlor::{
    agent::knowledge::read_document,
    core::{
        conversation::voice::speech_text,
        engagement::intent,
        i18n::translate,
        render::Render as _,
        security::{links, origin},
        widget::{
            settings::Settings,
            theme::{self, Tokens},
        },
    },
    render::Markdown,
};

use crate::cost::growth::{Kind, all_linear};

const MOST: Duration = Duration::from_secs(4);

const TEXTS: &[Kind] = &[
    ("letters", |n| "a".repeat(n)),
    ("spaces", |n| " ".repeat(n)),
    ("spaces and words", |n| "   a".repeat(n / 4)),
    ("dots", |n| ".".repeat(n)),
    ("marks", |n| "?!".repeat(n / 2)),
    ("at signs", |n| "a@".repeat(n / 2)),
    ("digits", |n| "1".repeat(n)),
    ("digits and hyphens", |n| "1-".repeat(n / 2)),
    ("questions", |n| "what is the price of this? ".repeat(n / 27)),
    ("persons", |n| "talk to a human please ".repeat(n / 23)),
    ("letters of many scripts", |n| "ä例あ".repeat(n / 8)),
    ("marks over one letter", |n| format!("a{}", "\u{301}".repeat(n / 2))),
];

#[test]
fn a_messages_intent_costs_its_length() {
    all_linear(TEXTS, 1 << 10, MOST, |text| _ = std::hint::black_box(intent::read(text)));
}

#[test]
fn an_address_costs_its_length() {
    all_linear(TEXTS, 4 << 10, MOST, |text| {
        std::hint::black_box(links::checked(text));
        std::hint::black_box(links::checked(&format!("https://{text}.example/")));
        std::hint::black_box(links::checked(&format!("https://a.example/{text}")));
    });
}

#[test]
fn an_origin_costs_its_length() {
    all_linear(TEXTS, 4 << 10, MOST, |text| {
        let patterns = [text.to_owned(), format!("https://*.{text}"), "https://*.a.example".to_owned()];
        std::hint::black_box(origin::is_allowed(&patterns, &format!("https://{text}")));
    });
}

#[test]
fn a_language_tag_costs_its_length() {
    all_linear(TEXTS, 8 << 10, MOST, |text| _ = std::hint::black_box(translate::is_tag(text)));
}

const STYLES: &[Kind] = &[
    ("blocks", |n| "{".repeat(n)),
    ("rules", |n| "a{color:red}".repeat(n / 12)),
    ("rules in rules", |n| "@media print{".repeat(n / 13)),
    ("selectors", |n| format!("{}a{{}}", "a,".repeat(n / 2))),
    ("functions", |n| format!("a{{color:{}", "calc(".repeat(n / 5))),
    ("comments", |n| "/*".repeat(n / 2)),
    ("quotation marks", |n| "\"\\".repeat(n / 2)),
    ("negations", |n| format!("{}a", ":not(".repeat(n / 5))),
    ("brackets", |n| "[a=".repeat(n / 3)),
];

/// A style sheet may have 4,000 characters; the check comes before or after, and costs no more either way.
#[test]
fn a_style_sheet_costs_its_length() {
    all_linear(STYLES, 500, MOST, |css| _ = std::hint::black_box(theme::check_css(css)));
}

#[test]
fn tokens_cost_their_length() {
    all_linear(TEXTS, 1 << 10, MOST, |text| {
        let mut tokens = Tokens::default();
        for token in ["brand", "radius", "density", "font", "shadow", "css"] {
            tokens.set(token, &text.into());
        }
        std::hint::black_box(theme::derive(&tokens));
    });
}

#[test]
fn settings_cost_their_length() {
    all_linear(TEXTS, 4 << 10, MOST, |text| {
        let settings = Settings { initial: Some(text.into()), intro: Some(text.into()), ..Settings::default() };
        std::hint::black_box(settings.config());
    });
}

#[test]
fn what_is_read_aloud_costs_its_length() {
    all_linear(TEXTS, 8 << 10, MOST, |text| {
        std::hint::black_box(speech_text(&Markdown::default().markdown(text), usize::MAX));
    });
}

const DOCUMENTS: &[Kind] = &[
    ("paragraphs", |n| "some words that go on\n\n".repeat(n / 23)),
    ("one line", |n| "word ".repeat(n / 5)),
    ("one word", |n| "a".repeat(n)),
    ("headings", |n| "# a\n\nb\n".repeat(n / 7)),
    ("fences", |n| "```\n".repeat(n / 4)),
    ("tags", |n| "<div><p>".repeat(n / 8)),
    ("tags that do not end", |n| "<a href='".repeat(n / 9)),
    ("comments", |n| "<!-- ".repeat(n / 5)),
    ("scripts", |n| "<script>".repeat(n / 8)),
    ("entities", |n| "&amp;&#x41;&nope".repeat(n / 16)),
    ("tables", |n| "<table><tr><td>a".repeat(n / 16)),
    ("rows", |n| format!("|a|b|\n|-|-|\n{}", "|1|2|\n".repeat(n / 6))),
    ("items", |n| "- a\n".repeat(n / 4)),
    ("sentences", |n| "One two. ".repeat(n / 9)),
    ("Chinese", |n| "三十天内退货。".repeat(n / 21)),
    ("links", |n| "[a](b) [c][d] ".repeat(n / 14) + "\n\n[d]: e\n"),
    ("emphasis", |n| "**a *b** c* ".repeat(n / 12)),
    ("questions", |n| "Q: a?\nA: b\n\nWhy?\nSo.\n\n".repeat(n / 26)),
    ("questions without answers", |n| "Q: a\n".repeat(n / 5)),
    ("commas", |n| "a,b;c\n".repeat(n / 6)),
    ("quotes", |n| "\"a".repeat(n / 2)),
    ("bold", |n| "<b>a".repeat(n / 4)),
    ("cells that span", |n| "<tr><td colspan=50 rowspan=50>a".repeat(n / 31)),
];

#[test]
fn a_document_costs_its_length() {
    for name in ["a.md", "a.html", "a.txt", "a.csv"] {
        all_linear(DOCUMENTS, 16 << 10, MOST, |text| _ = std::hint::black_box(read_document(name, None, text)));
    }
}
