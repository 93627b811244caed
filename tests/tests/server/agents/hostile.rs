//! Hostile texts inside blocks: whatever stands in a fence, whole or one character at a time, becomes a sound block or
//! stays the text it was.

use parlor::core::conversation::agent_port::AgentEvent;
use parlor_shared::content::{Block, Button, Card};
use parlor_tests::{
    corpora,
    upstream::{Reply, Upstream},
};
use serde_json::{Value, json};

use super::bench::{SSE, STOP, Told, ask, chunk, model_with, registry};

/// Longer attacks are about time, which the renderer's tests measure.
const LONGEST: usize = 4_000;

fn attacks() -> Vec<String> {
    let corpus = corpora::own("xss/markdown-xss.json");
    let texts = corpus.as_array().unwrap().iter().map(|attack| attack["markdown"].as_str().unwrap().to_owned());
    let more = [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\nscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "//evil.test/",
        "/\\evil.test",
        "\\\\evil.test",
        "https://user@evil.test/",
        "file:///etc/passwd",
        "blob:https://a.test/1",
        " https://a.test",
        "```",
        "\u{202E}moc.live",
    ];
    texts.filter(|text| text.len() < LONGEST).chain(more.map(String::from)).collect()
}

fn fence(kind: &str, body: &str) -> String {
    format!("```parlor:{kind}\n{body}\n```\n")
}

/// The attack in every place a block has for a text or an address, and in place of the block.
fn fences(attack: &str) -> Vec<String> {
    let actions = |button: Value| fence("actions", &json!({"buttons": [button]}).to_string());
    let card = |card: Value| fence("carousel", &json!({"cards": [card]}).to_string());
    let form = |form: Value| fence("form", &form.to_string());
    let field = |field: Value| form(json!({"id": "f", "fields": [field]}));
    let mut all = vec![
        actions(json!({"label": attack, "message": attack})),
        actions(json!({"label": "A", "link": attack})),
        actions(json!({"label": "A", "handoff": attack})),
        actions(json!({"label": "A", "message": "b", "onclick": attack})),
        card(json!({"title": attack, "text": attack, "alt": attack})),
        card(json!({"title": "A", "link": attack})),
        card(json!({"title": "A", "image": attack})),
        form(json!({"id": attack, "fields": [{"name": "a", "label": "A"}]})),
        form(json!({"id": "f", "title": attack, "submit": attack, "fields": [{"name": "a", "label": attack}]})),
        field(json!({"name": attack, "label": "A"})),
        field(json!({"name": "a", "label": "A", "type": attack})),
        field(json!({"name": "a", "label": "A", "type": "select", "options": [attack]})),
        format!("```parlor:{attack}\n{{}}\n```\n"),
    ];
    all.extend(["actions", "carousel", "form"].map(|kind| fence(kind, attack)));
    all
}

async fn told(chunks: impl IntoIterator<Item = String>) -> Told {
    let sent: String = chunks.into_iter().chain([STOP.to_owned()]).collect();
    let service = Upstream::start(vec![Reply::pieces(SSE, [sent.as_str()])]).await;
    ask(&registry().await, model_with("openai", &service, 1 << 20), "Go").await
}

/// Texts joined where nothing stands between them.
fn joined(events: Vec<AgentEvent>) -> Vec<AgentEvent> {
    let mut all: Vec<AgentEvent> = Vec::new();
    for event in events {
        match (all.last_mut(), event) {
            (Some(AgentEvent::Text(before)), AgentEvent::Text(text)) => before.push_str(&text),
            (_, event) => all.push(event),
        }
    }
    all
}

fn links(block: &Block) -> Vec<&String> {
    fn of_button(button: &Button) -> Option<&String> {
        if let Button::Link { link, .. } = button { Some(link) } else { None }
    }
    fn of_card(card: &Card) -> Vec<&String> {
        card.buttons.iter().filter_map(of_button).chain(&card.link).chain(&card.image).collect()
    }
    match block {
        Block::Actions(actions) => actions.buttons.iter().filter_map(of_button).collect(),
        Block::Carousel(carousel) => carousel.cards.iter().flat_map(of_card).collect(),
        _ => vec![],
    }
}

fn is_safe(link: &str) -> bool {
    let local = link.starts_with('#') || link.starts_with('/') && !link.starts_with("//") && !link.contains('\\');
    local || ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| link.starts_with(scheme))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_attack_becomes_more_than_text() {
    let (mut blocks, mut texts) = (0, 0);
    for attack in attacks() {
        let text: String = fences(&attack).concat();
        let whole = told([chunk(&text)]).await;
        for event in &whole.events {
            match event {
                AgentEvent::Block(block) => {
                    blocks += 1;
                    assert!(links(block).into_iter().all(|link| is_safe(link)), "{block:?}");
                    let json = serde_json::to_string(block).unwrap();
                    assert!(json.len() <= 16 * 1024 && !json.contains('\u{202E}'), "{json}");
                }
                AgentEvent::Text(_) => texts += 1,
                other => panic!("{other:?}"),
            }
        }
        let pieces = told(text.chars().map(|c| chunk(&c.to_string()))).await;
        assert_eq!((joined(pieces.events), pieces.end), (joined(whole.events), whole.end), "{attack:?}");
    }
    assert!(blocks > 100 && texts > 100, "{blocks} blocks, {texts} texts");
}

#[tokio::test]
async fn huge_and_deep_blocks_stay_text() {
    let deep = ["[".repeat(5_000), "]".repeat(5_000)].concat();
    let nested = json!({"cards": [{"title": "a", "buttons": (0..4).map(|n| json!({"label": n.to_string(), "message": "b"})).collect::<Vec<_>>()}]});
    let wide = json!({"buttons": (0..7).map(|n| json!({"label": n.to_string(), "message": "b"})).collect::<Vec<_>>()});
    let twice = r#"{"buttons":[{"label":"A","message":"b"}],"buttons":[{"label":"A","message":"b"}]}"#;
    let guessed = r#"{"buttons":[{"label":"A","message":"b","link":"https://a.test"}]}"#;
    for text in [
        fence("actions", &deep),
        fence("actions", &[r#"{"buttons":"#, &deep, "}"].concat()),
        fence("carousel", &nested.to_string()),
        fence("actions", &wide.to_string()),
        fence("actions", twice),
        fence("actions", guessed),
        fence("form", &" ".repeat(100_000)),
        fence("video", r#"{"src":"https://evil.test"}"#),
    ] {
        let told = told([chunk(&text)]).await;
        assert_eq!(told.text, text);
        assert!(!told.events.iter().any(|event| matches!(event, AgentEvent::Block(_))), "{text:.100}");
    }
}
