//! Answers and messages that try to become part of the page.

use anyhow::Result;
use parlor_tests::{app::TestApp, corpora, databases::Backend, repertoire::Repertoire};
use serde::Deserialize;

use super::tab::Tab;

#[derive(Deserialize)]
struct Attack {
    id: String,
    markdown: String,
}

/// The elements of a page, apart from MathML.
const ELEMENTS: &str = "a article blockquote body br button code del details div em footer form h1 h2 h3 h4 h5 h6 head header hr html img kbd \
    input label li link main mark math meta ol p pre small span strong style sub summary sup table tbody td textarea th thead title tr u \
    ul";
const MATH: &str = "math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt \
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover";

/// Every tag of a page, as `name` and the text of its attributes. Texts are escaped: what looks like a tag is one.
fn tags(html: &str) -> Vec<(String, String)> {
    let html = html.split_once("<body").map_or("", |(_, body)| body);
    let mut tags = Vec::new();
    for piece in html.split('<').skip(1) {
        // Inside quotes `>` does not end a tag, but ours are escaped too.
        let tag = piece.split('>').next().unwrap_or_default();
        if tag.starts_with(['/', '!']) {
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        tags.push((name.to_owned(), attributes.to_owned()));
    }
    tags
}

fn strange(html: &str) -> Option<String> {
    let known = |name: &str| ELEMENTS.split(' ').chain(MATH.split(' ')).any(|one| one.trim() == name);
    for (name, attributes) in tags(html) {
        if !known(&name) {
            return Some(format!("<{name}>"));
        }
        // Outside of values, which are between quotes.
        let names: String = attributes.split('"').step_by(2).collect();
        if names
            .split_whitespace()
            .any(|one| one.starts_with("on") || one.starts_with("style") || one.starts_with("src") && name != "img")
        {
            return Some(format!("<{name} {attributes}>"));
        }
        for address in attributes.split("href=\"").skip(1).chain(attributes.split("src=\"").skip(1)) {
            if !["https://", "http://", "mailto:", "tel:", "/chat"].iter().any(|start| address.starts_with(start)) {
                return Some(format!("<{name} {attributes}>"));
            }
        }
    }
    None
}

/// The whole corpus, as answers and as what visitors write.
#[tokio::test]
async fn nothing_becomes_part_of_the_page() -> Result<()> {
    let attacks: Vec<Attack> = serde_json::from_value(corpora::own("xss/markdown-xss.json"))?;
    let repertoire = attacks.iter().fold(Repertoire::default(), |all, attack| all.says(&attack.id, &attack.markdown));
    let flags = ["--answers-per-day", "100000"];
    let app = TestApp::with_flags(Backend::Temporary, repertoire.agents(), &flags).await?;
    let mut tab = Tab::open(&app).await?;
    for attack in &attacks {
        tab.say(&attack.id).await?;
        assert_eq!(strange(&tab.html), None, "{} as an answer", attack.id);
        if !attack.markdown.trim().is_empty() && attack.markdown.chars().count() <= 4_000 {
            tab.say(&attack.markdown).await?;
            assert_eq!(strange(&tab.html), None, "{} as a message", attack.id);
        }
    }
    println!("{} hostile texts", attacks.len());
    Ok(())
}

#[test]
fn what_is_strange_is_seen() {
    for html in
        ["<script>", "<a onclick=\"x\">", "<a href=\"javascript:1\">", "<p style=\"x\">", "<iframe src=\"https://a\">"]
    {
        assert!(strange(&format!("<body>{html}")).is_some(), "{html}");
    }
    assert_eq!(strange("<body><p>&lt;script&gt; onclick=</p><a href=\"tel:1\">"), None);
}
