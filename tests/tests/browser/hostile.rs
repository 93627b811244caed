//! Answers that try to take over the page.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use parlor::{agent::scripted::Step, core::settings::Feature};
use parlor_tests::{
    browser::{Chat, Stage, until, until_equal},
    corpora,
    repertoire::Repertoire,
};
use serde::Deserialize;
use serde_json::{Value, json};

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
    is_among(drawn, ELEMENTS, ATTRIBUTES)
}

fn is_among(drawn: &Drawn, elements: &str, attributes: &str) -> Result<(), String> {
    let among = |list: &str, name: &String| list.split_whitespace().any(|one| one == name);
    if drawn.strangers > 0 {
        return Err(format!("{} elements of a strange kind", drawn.strangers));
    }
    if let Some(name) = drawn.elements.iter().find(|name| !among(elements, name) && !among(MATH, name)) {
        return Err(format!("<{name}>"));
    }
    if let Some(name) = drawn.attributes.iter().find(|name| !among(attributes, name)) {
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

/// What blocks may consist of besides.
const BLOCK_ELEMENTS: &str = "details form label option select summary textarea";
/// Their attributes. An `id` is the widget's own: it ties a field to its label.
const BLOCK_ATTRIBUTES: &str = "aria-describedby aria-hidden aria-invalid autocomplete data-key for id maxlength name novalidate pattern required rows step value";

const DRAWN_BLOCKS: &str = "
    const all = [...$$('.row.theirs')].at(-1).querySelectorAll('.content *, :is(.blocks, .steps) :not(svg, svg *)');
    const set = (list) => [...new Set(list)];
    const spaces = ['http://www.w3.org/1999/xhtml', 'http://www.w3.org/1998/Math/MathML'];
    return {
        elements: set([...all].map((one) => one.localName)),
        attributes: set([...all].flatMap((one) => one.getAttributeNames())),
        links: set([...all].flatMap((one) => [one.getAttribute('href'), one.getAttribute('src')]).filter((link) => link !== null)),
        strangers: [...all].filter((one) => !spaces.includes(one.namespaceURI)).length,
    }";

/// An attack in every place a block has for a text or an address.
fn blocks(attack: &str) -> Result<Vec<Step>> {
    let short: String = attack.chars().take(80).collect();
    let block = |kind: &str, payload: Value| json!({"block": {"type": kind, "payload": payload}});
    let fields = json!([
        {"name": "a", "label": short}, {"name": "b", "label": "B", "type": "select", "options": [short]},
    ]);
    Ok(serde_json::from_value(json!([
        {"reasoning": attack},
        {"tool_call": {"name": attack, "args": {"attack": attack}}},
        {"tool_result": attack},
        block("actions", json!({"buttons": [{"label": short, "message": short}, {"label": short, "handoff": short}]})),
        block("actions", json!({"buttons": [{"label": "A", "link": attack}]})),
        block("carousel", json!({"cards": [{"title": short, "text": short, "alt": short}]})),
        block("carousel", json!({"cards": [{"title": "A", "link": attack}]})),
        block("carousel", json!({"cards": [{"title": "A", "image": attack}]})),
        block("carousel", json!({"cards": [{"title": "A", "image": "https://evil.test/a.png"}]})),
        block("form", json!({"id": "f", "title": short, "submit": short, "fields": fields})),
    ]))?)
}

/// The same in blocks, and in what an agent thinks and does: text, wherever it stands.
#[tokio::test(flavor = "multi_thread")]
async fn no_block_takes_over_the_page() -> Result<()> {
    let mut attacks: Vec<Attack> = serde_json::from_value(corpora::own("xss/markdown-xss.json"))?;
    attacks.retain(|attack| attack.markdown.len() <= SHORT);
    let addresses = ["javascript:alert(1)", "//evil.test/", "data:text/html,<script>alert(1)</script>"];
    attacks.extend(addresses.map(|text| Attack { id: text.into(), markdown: text.into() }));
    let mut repertoire = Repertoire::default();
    for attack in &attacks {
        repertoire = repertoire.on(&attack.id, blocks(&attack.markdown)?);
    }
    let stage = Stage::open(repertoire.agents()).await?;
    stage.app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Verbose, true)).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    let (elements, attributes) = ([ELEMENTS, BLOCK_ELEMENTS].join(" "), [ATTRIBUTES, BLOCK_ATTRIBUTES].join(" "));
    for (at, attack) in attacks.iter().enumerate() {
        answer(&chat, &attack.id, at + 1).await?;
        until_equal("drawn", at + 1, || chat.count(".form")).await?;
        let drawn = chat.look(DRAWN_BLOCKS, Vec::new()).await?;
        if let Err(reason) = is_among(&drawn, &elements, &attributes) {
            anyhow::bail!("{}: {reason}", attack.id);
        }
    }
    let ours = [&stage.app.base, &stage.pages.origin];
    let mut foreign = stage.browser.requests().await?;
    foreign.retain(|request| !ours.iter().any(|base| request.contains(base.as_str())));
    assert!(foreign.is_empty(), "{foreign:#?}");
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
