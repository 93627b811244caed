//! An owner's own rules for the widget: any CSS that asks nobody for anything.
//!
//! They are read by the tokenizer of a browser engine, so that no escape or comment hides a word.

use cssparser::{Parser, ParserInput, Token};

/// The most characters.
pub const LONGEST: usize = 4_000;

/// The deepest blocks, brackets and functions within each other: each takes room on the stack.
const DEEPEST: usize = 32;

/// At-rules that only group, name or animate.
const HARMLESS: [&str; 8] =
    ["media", "supports", "container", "layer", "keyframes", "-webkit-keyframes", "starting-style", "scope"];
/// Functions that fetch what their argument names.
const FETCHING: [&str; 8] =
    ["url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade", "element"];

/// The reason a style sheet is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unfit {
    /// More than [`LONGEST`] characters.
    #[error("css has at most 4,000 characters")]
    Long,
    /// Blocks within each other deeper than [`DEEPEST`].
    #[error("css may nest blocks, brackets and functions at most 32 deep")]
    Deep,
    /// An at-rule that fetches, or that shadow roots ignore.
    #[error(
        "css may use @media, @supports, @container, @layer, @keyframes, @starting-style and @scope, no other at-rule"
    )]
    AtRule,
    /// Would fetch something.
    #[error("css must not load anything: url() only with data:image/…, and no image-set(), src() or the like")]
    Fetches,
    /// A bracket too many, or a text that does not end.
    #[error("css has a bracket too many or a text that does not end")]
    Broken,
}

/// Checks that a style sheet may be sent to the widget.
pub fn check(css: &str) -> Result<(), Unfit> {
    if css.chars().count() > LONGEST {
        return Err(Unfit::Long);
    }
    let mut input = ParserInput::new(css);
    walk(&mut Parser::new(&mut input), DEEPEST)
}

fn walk(parser: &mut Parser<'_, '_>, deeper: usize) -> Result<(), Unfit> {
    while let Ok(token) = parser.next().cloned() {
        look(&token)?;
        let opens = matches!(
            token,
            Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock
        );
        if opens {
            let deeper = deeper.checked_sub(1).ok_or(Unfit::Deep)?;
            let url = matches!(&token, Token::Function(name) if name.eq_ignore_ascii_case("url"));
            let inside: Result<(), cssparser::ParseError<'_, Unfit>> = parser.parse_nested_block(|inner| {
                let outcome = if url { quoted(inner) } else { walk(inner, deeper) };
                outcome.map_err(|unfit| inner.new_custom_error(unfit))
            });
            inside.map_err(|error| match error.kind {
                cssparser::ParseErrorKind::Custom(unfit) => unfit,
                cssparser::ParseErrorKind::Basic(_) => Unfit::Broken,
            })?;
        }
    }
    Ok(())
}

fn look(token: &Token<'_>) -> Result<(), Unfit> {
    let is_one_of = |names: &[&str], name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    match token {
        Token::AtKeyword(name) if !is_one_of(&HARMLESS, name) => Err(Unfit::AtRule),
        Token::UnquotedUrl(address) if !is_picture(address) => Err(Unfit::Fetches),
        Token::Function(name) if is_one_of(&FETCHING[1..], name) => Err(Unfit::Fetches),
        Token::BadUrl(_)
        | Token::BadString(_)
        | Token::CloseParenthesis
        | Token::CloseSquareBracket
        | Token::CloseCurlyBracket => Err(Unfit::Broken),
        _ => Ok(()),
    }
}

/// `url("…")`: one text, which brings the picture along.
fn quoted(inside: &mut Parser<'_, '_>) -> Result<(), Unfit> {
    match inside.next().cloned() {
        Ok(Token::QuotedString(address)) if is_picture(&address) && inside.is_exhausted() => Ok(()),
        _ => Err(Unfit::Fetches),
    }
}

fn is_picture(address: &str) -> bool {
    address.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("data:image/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_rules_are_taken() {
        for css in [
            "",
            ".bubble { border-radius: 2px } .panel::before { content: \"a } b\" }",
            "@media (min-width: 600px) { .title { color: light-dark(#111, #eee) } }",
            ".header { background: url(data:image/svg+xml,%3Csvg/%3E) } .x { background: url('DATA:image/png;base64,AA==') }",
            "@keyframes a { from { opacity: 0 } } /* @import url(x) */",
        ] {
            assert_eq!(check(css), Ok(()), "{css}");
        }
    }

    #[test]
    fn what_fetches_is_refused_however_it_is_written() {
        for (css, why) in [
            ("@import 'https://evil.test/a.css';", Unfit::AtRule),
            ("@\\69mport 'https://evil.test/a.css';", Unfit::AtRule),
            ("@font-face { src: url(https://evil.test/f) }", Unfit::AtRule),
            (".a { background: url(https://evil.test/a.png) }", Unfit::Fetches),
            (".a { background: url( 'https://evil.test/a.png' ) }", Unfit::Fetches),
            (".a { background: u\\72l(//evil.test/a.png) }", Unfit::Fetches),
            (".a { background: URL(/relative.png) }", Unfit::Fetches),
            (".a { background: image-set('https://evil.test/a.png' 1x) }", Unfit::Fetches),
            (".a { background: -webkit-image-set(var(--x) 1x) }", Unfit::Fetches),
            (".a { b: c(d(src('//evil.test'))) }", Unfit::Fetches),
            ("@media print { .a { cursor: url(x) } }", Unfit::Fetches),
            (".a { background: url('data:text/html,x') }", Unfit::Fetches),
            (".a { } }", Unfit::Broken),
            (".a { background: url(a b) }", Unfit::Broken),
        ] {
            assert_eq!(check(css), Err(why), "{css}");
        }
        assert_eq!(check(&"a".repeat(LONGEST + 1)), Err(Unfit::Long));
        for open in ["{", "(", "[", "a("] {
            assert_eq!(check(&open.repeat(LONGEST / 2)), Err(Unfit::Deep), "{open}");
        }
    }
}
