//! Comparison with another parser of CommonMark and GitHub's Markdown: all differences are intended.

use std::collections::BTreeMap;

use comrak::Options;

use super::{
    frames::{Specification, cases, simple, specification},
    markdown,
};

/// The reason an example is read otherwise than by the reference: its number in the specification of CommonMark, or of GitHub's
/// extensions after `g`.
const MEANT: &[(&str, &str)] = &[
    ("148", TABLE),
    ("149", TABLE),
    ("160", TABLE),
    ("164", TAG),
    ("177", COMMENT),
    ("179", COMMENT),
    ("183", COMMENT),
    ("190", TABLE),
    ("191", TABLE),
    ("308", COMMENT),
    ("309", COMMENT),
    ("346", "a link whose text names another host tells where it goes"),
    ("494", TAG),
    ("625", COMMENT),
    ("626", COMMENT),
    ("g10", "a single tilde means \"about\": models strike with two"),
    ("g26", TAG),
    ("gfm-footnote", NOTE),
    ("gfm-footnotes", NOTE),
    ("frame-notes", NOTE),
    ("gfm-alert", ALERT),
    ("gfm-alerts", ALERT),
    ("frame-alert", ALERT),
    ("gfm-emoji-lines", LINE),
    ("lines-bullets", LINE),
    ("lines-keycaps", LINE),
    ("dir-block", "a mark turns a block to the right that begins with a Latin name"),
    ("frame-math", FORMULA),
    ("frame-formula", FORMULA),
    ("price-and-formula", FORMULA),
    ("cjk-th", "Thai has no spaces either"),
    ("cjk-range", "a single tilde means \"about\": models strike with two"),
    ("frame-links", "a picture is a link that tells its host"),
    ("frame-html", TAG),
];

/// The same of the cases whose names begin so.
const FAMILIES: &[(&str, &str)] = &[("math-", FORMULA), ("html-", TAG)];

const FORMULA: &str = "the reference draws no formulas";
const NOTE: &str = "a note stands where it was written, so that a text that grows need not move it";
const ALERT: &str = "the kind of an alert is told by a sign, not by an English word";
const LINE: &str = "a line that begins with a sign begins a line";

const TABLE: &str = "a table of HTML is a table";
const TAG: &str = "this tag means something";
const COMMENT: &str = "comments vanish";

fn reference(text: &str) -> String {
    let mut options = Options::default();
    let with = &mut options.extension;
    with.table = true;
    with.strikethrough = true;
    with.tasklist = true;
    with.autolink = true;
    with.footnotes = true;
    with.alerts = true;
    with.cjk_friendly_emphasis = true;
    options.render.escape = true;
    comrak::markdown_to_html(text, &options)
}

/// Structure and text alone: no attributes, no layout of the source; addresses are compared elsewhere.
fn plain(html: &str) -> String {
    let mut out = String::new();
    for (at, part) in html.split('<').enumerate() {
        let (tag, text) = if at == 0 { ("", part) } else { part.split_once('>').unwrap_or((part, "")) };
        let name = tag.trim_end_matches('/').split([' ', '\n']).next().unwrap_or_default();
        match name.trim_start_matches('/') {
            // A link to nowhere is text here, a picture its words.
            "" | "a" | "span" => {}
            "img" => out.push_str(tag.split("alt=\"").nth(1).and_then(|alt| alt.split('"').next()).unwrap_or_default()),
            "br" => out.push_str("<br>"),
            "input" => out.push_str("<input>"),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                out.extend(["<", if name.starts_with('/') { "/" } else { "" }, "h>"]);
            }
            _ => out.extend(["<", name, ">"]),
        }
        out.push_str(text);
    }
    let text = out
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace(['\n', '\u{A0}'], " ")
        .replace("<p>", "")
        .replace("</p>", "")
        .replace("<tbody></tbody>", "");
    text.split_whitespace().collect::<Vec<_>>().join("")
}

#[test]
fn what_differs_from_the_reference_is_meant() {
    let Specification { commonmark, gfm } = specification();
    let numbered = commonmark.iter().enumerate().map(|(at, text)| ((at + 1).to_string(), text));
    let github = gfm.iter().enumerate().map(|(at, text)| (format!("g{}", at + 1), text));
    let cases = cases();
    let ours = cases.iter().map(|case| (case.id.clone(), &case.markdown));
    let meant: BTreeMap<_, _> = MEANT.iter().copied().collect();
    let mut faults = Vec::new();
    for (number, text) in numbered.chain(github).chain(ours) {
        let (ours, theirs) = (plain(&simple(&markdown(text))), plain(&reference(text)));
        match (ours == theirs, meant.get(number.as_str())) {
            (false, None) if FAMILIES.iter().any(|(begin, _)| number.starts_with(begin)) => {}
            (false, None) => faults.push(format!("{number} {text:?}\n  {ours}\n  {theirs}")),
            (true, Some(reason)) => faults.push(format!("{number} does not differ any more: {reason}")),
            _ => {}
        }
    }
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}
