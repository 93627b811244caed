//! Tests in a real browser: values written by serde are read back unchanged.

use parlor_shared::{
    content::{
        Actions, Align, Block, Button, Card, Carousel, Citation, CodeClass, Element, MathAttr, MathTag, Node, Patch,
        QuickReply,
    },
    error::{ErrorBody, ErrorCode, ErrorDetail},
    widget::{DoneEvent, Finish, ResetEvent, Usage},
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{chat::Problem, transport::json::Json};

fn through<T>(value: &impl serde::Serialize, read: fn(&Json) -> Option<T>) -> Option<T> {
    read(&Json::parse(&serde_json::to_string(value).unwrap())?)
}

fn every_node() -> Vec<Node> {
    use Element as E;
    let mut elements = vec![
        E::Paragraph,
        E::Heading(6),
        E::Quote,
        E::List,
        E::OrderedList(7),
        E::Item,
        E::CodeBlock { lang: None },
        E::CodeBlock { lang: Some("c++".into()) },
        E::Code,
        E::Emphasis,
        E::Strong,
        E::Strike,
        E::Link { href: "https://a.example".into() },
        E::Table,
        E::TableHead,
        E::TableBody,
        E::TableRow,
        E::Formula { display: true, tex: "x^2".into() },
    ];
    elements.extend([Align::None, Align::Left, Align::Center, Align::Right].map(E::TableCell));
    elements.extend([CodeClass::Keyword, CodeClass::Deleted].map(E::Token));
    elements.extend(MathTag::ALL.iter().map(|tag| E::Math { tag: *tag, attrs: vec![] }));
    let attrs = MathAttr::ALL.iter().map(|attr| (*attr, "1".to_owned())).collect();
    elements.push(E::Math { tag: MathTag::Mo, attrs });
    let mut nodes: Vec<Node> = elements.into_iter().map(Node::Open).collect();
    nodes.extend([Node::Text("é\u{1F600}".into()), Node::Close, Node::Break, Node::Rule, Node::Checkbox(false)]);
    nodes.push(Node::Image { src: "https://a.example/x.png".into(), alt: String::new() });
    nodes
}

#[wasm_bindgen_test]
fn every_node_and_patch() {
    let sent = Patch { keep: 3, append: "lo".into(), nodes: every_node() };
    assert_eq!(through(&sent, patch), Some(sent));
}

#[wasm_bindgen_test]
fn the_end_of_an_answer() {
    let sent = DoneEvent {
        finish: Finish::ContentFilter,
        text: "x".into(),
        patch: Some(Patch::default()),
        citations: vec![Citation { title: "t".into(), url: None, snippet: "s".into() }],
        quick_replies: vec![QuickReply("q".into())],
        usage: Usage::default(),
        low_confidence: true,
    };
    assert_eq!(through(&sent, done), Some(sent));
    let sent = ResetEvent { seq: 4, text: None, nodes: Some(every_node()) };
    assert_eq!(through(&sent, reset), Some(sent));
}

#[wasm_bindgen_test]
fn blocks_and_failures() {
    let button = |handoff: bool| {
        if handoff {
            Button::Handoff { label: "l".into(), handoff: "m".into() }
        } else {
            Button::Message { label: "l".into(), message: "\"handoff\":".into() }
        }
    };
    let card = |handoff| Card {
        title: "t".into(),
        text: String::new(),
        image: None,
        alt: String::new(),
        link: None,
        buttons: vec![button(handoff)],
    };
    for (sent, says, offers_person) in [
        (Block::EscalationButton { label: "l".into(), message: "m".into() }, true, true),
        (Block::Actions(Actions { buttons: vec![button(false), button(true)] }), true, true),
        (Block::Actions(Actions { buttons: vec![button(false)] }), true, false),
        (Block::Carousel(Carousel { cards: vec![card(false), card(true)] }), true, true),
        (Block::Carousel(Carousel { cards: vec![card(false)] }), true, false),
        (Block::Reasoning { text: "t".into() }, false, false),
    ] {
        let kept = through(&sent, block).unwrap();
        assert_eq!((kept.says, kept.offers_person), (says, offers_person), "{sent:?}");
        assert_eq!(serde_json::from_str(&kept.json).ok(), Some(sent));
    }
    assert_eq!(through(&serde_json::json!({"type": "video", "payload": {}}), block), None);
    let body = |code| ErrorBody {
        error: ErrorDetail {
            code,
            message: "m".into(),
            retryable: true,
            request_id: "r".into(),
            field: None,
            retry_after: Some(8),
            budget: None,
        },
    };
    let failure = through(&body(ErrorCode::RateLimited), failure).unwrap();
    assert_eq!((failure.problem, failure.retryable, failure.retry_after), (Problem::Limited, true, 8));
}

#[wasm_bindgen_test]
fn what_is_not_ours_is_nothing() {
    for odd in ["null", "[]", "{\"keep\":-1,\"nodes\":[]}", "{\"keep\":0,\"nodes\":[{\"html\":\"<b>\"}]}"] {
        assert!(Json::parse(odd).and_then(|json| patch(&json)).is_none(), "{odd}");
    }
}
