//! Answers that try to take over the page.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use parlor::agent::scripted::Step;
use parlor_tests::{
    browser::{Chat, Stage, until},
    corpora,
    repertoire::Repertoire,
};
use serde::Deserialize;

/// The elements an answer may consist of, apart from MathML.
const ELEMENTS: &str = "a blockquote br button code del div em h3 h4 h5 h6 hr img input li ol p pre span strong table tbody td th thead tr ul";
/// The elements of MathML it may have: none that brings HTML in, acts, or loads.
const MATH: &str = "math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt \
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover";
/// The attributes of all of them. `style`, `id`, `name` and everything that begins with `on` are not among them.
const ATTRIBUTES: &str = "accent accentunder align alt alttext aria-label checked class columnalign columnspacing decoding depth dir disabled \
    display displaystyle fence form height href largeop linethickness loading lspace mathvariant maxsize minsize movablelimits \
    referrerpolicy rel role rowspacing rspace scope scriptlevel separator src start stretchy symmetric tabindex target title type \
    voffset width";
/// Longer ones come in one piece.
const SHORT: usize = 200;

#[derive(Deserialize)]
struct Attack {
    id: String,
    markdown: String,
}

/// What an answer has become.
#[derive(Deserialize)]
struct Drawn {
    elements: BTreeSet<String>,
    attributes: BTreeSet<String>,
    links: BTreeSet<String>,
    /// Elements that are neither HTML nor MathML.
    strangers: usize,
}

const DRAWN: &str = "
    const all = [...$$('.row.theirs')].at(-1).querySelectorAll('.content *');
    const set = (list) => [...new Set(list)];
    const spaces = ['http://www.w3.org/1999/xhtml', 'http://www.w3.org/1998/Math/MathML'];
    return {
        elements: set([...all].map((one) => one.localName)),
        attributes: set([...all].flatMap((one) => one.getAttributeNames())),
        links: set([...all].flatMap((one) => [one.getAttribute('href'), one.getAttribute('src')]).filter((link) => link !== null)),
        strangers: [...all].filter((one) => !spaces.includes(one.namespaceURI)).length,
    }";

/// Short answers come in pieces of three characters, so that every half-written state is drawn too.
fn steps(markdown: &str) -> Vec<Step> {
    let chars: Vec<char> = markdown.chars().collect();
    let size = if chars.len() > SHORT { chars.len() } else { 3 };
    chars.chunks(size).map(|piece| Step::Text(piece.iter().collect())).collect()
}

fn is_allowed(drawn: &Drawn) -> Result<(), String> {
    let among = |list: &str, name: &String| list.split_whitespace().any(|one| one == name);
    if drawn.strangers > 0 {
        return Err(format!("{} elements of a strange kind", drawn.strangers));
    }
    if let Some(name) = drawn.elements.iter().find(|name| !among(ELEMENTS, name) && !among(MATH, name)) {
        return Err(format!("<{name}>"));
    }
    if let Some(name) = drawn.attributes.iter().find(|name| !among(ATTRIBUTES, name)) {
        return Err(format!("attribute {name}"));
    }
    let schemes = ["https://", "http://", "mailto:", "tel:"];
    match drawn.links.iter().find(|link| !schemes.iter().any(|scheme| link.starts_with(scheme))) {
        Some(link) => Err(format!("link {link}")),
        None => Ok(()),
    }
}

async fn answer(chat: &Chat<'_>, id: &str, number: usize) -> Result<Drawn> {
    chat.look::<()>("chat.send(arguments[0])", vec![id.into()]).await?;
    until(&format!("answered: {id}"), || async { Ok((chat.count(".row").await? == 2 * number).then_some(())) }).await?;
    chat.wait_until_idle().await?;
    chat.look(DRAWN, Vec::new()).await.with_context(|| id.to_owned())
}

/// Every attack of the corpus as an answer, in one conversation: no dialog, no error, no request to anybody else, and
/// only elements, attributes and schemes of the lists above.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_takes_over_the_page() -> Result<()> {
    let attacks: Vec<Attack> = serde_json::from_value(corpora::own("xss/markdown-xss.json"))?;
    let repertoire =
        attacks.iter().fold(Repertoire::default(), |all, attack| all.on(&attack.id, steps(&attack.markdown)));
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    let mut broken = Vec::new();
    for (at, attack) in attacks.iter().enumerate() {
        let drawn = answer(&chat, &attack.id, at + 1).await?;
        if let Err(reason) = is_allowed(&drawn) {
            broken.push(format!("{}: {reason}", attack.id));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
    let ours = [&stage.app.base, &stage.pages.origin];
    let mut foreign = stage.browser.requests().await?;
    let sent = foreign.len();
    foreign.retain(|request| !ours.iter().any(|base| request.contains(base.as_str())));
    assert!(foreign.is_empty(), "{foreign:#?}");
    println!("{} hostile answers, {sent} requests, none to anybody else", attacks.len());
    // Dialogs and errors are what this would complain about.
    stage.close().await
}

/// The lists see what they are for.
#[test]
fn what_is_not_on_the_lists_is_seen() {
    let drawn = |element: &str, attribute: &str, link: &str| Drawn {
        elements: BTreeSet::from([element.to_owned()]),
        attributes: BTreeSet::from([attribute.to_owned()]),
        links: BTreeSet::from([link.to_owned()]),
        strangers: 0,
    };
    assert!(is_allowed(&drawn("a", "href", "https://a.example")).is_ok());
    for bad in [
        drawn("script", "href", "tel:1"),
        drawn("a", "onclick", "tel:1"),
        drawn("a", "href", "javascript:alert(1)"),
        drawn("a", "href", "//evil.test"),
    ] {
        assert!(is_allowed(&bad).is_err());
    }
}
