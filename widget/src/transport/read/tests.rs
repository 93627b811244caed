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

/// Every kind of node and block; a test of `shared` holds that none is missing.
#[derive(serde::Deserialize)]
struct OneOfEach {
    nodes: Vec<Node>,
    blocks: Vec<Block>,
}

fn one_of_each() -> OneOfEach {
    serde_json::from_str(include_str!("../../../../shared/src/content/one_of_each.json")).unwrap()
}

fn every_node() -> Vec<Node> {
    use Element as E;
    let mut nodes = one_of_each().nodes;
    let aligned = [Align::None, Align::Left, Align::Center, Align::Right].map(E::TableCell);
    let coloured = [CodeClass::Keyword, CodeClass::Deleted].map(E::Token);
    let formulas = MathTag::ALL.iter().map(|tag| E::Math { tag: *tag, attrs: vec![] });
    let attrs = MathAttr::ALL.iter().map(|attr| (*attr, "1".to_owned())).collect();
    let elements = aligned.into_iter().chain(coloured).chain(formulas).chain([E::Math { tag: MathTag::Mo, attrs }]);
    nodes.extend(elements.map(Node::Open));
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
    for sent in one_of_each().blocks {
        let says = !matches!(sent, Block::Reasoning { .. } | Block::Tool(_));
        let kept = through(&sent, block).unwrap();
        assert_eq!(kept.says, says, "{sent:?}");
        assert_eq!(serde_json::from_str(&kept.json).ok(), Some(sent));
    }
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
