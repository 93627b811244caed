//! Endpoints of an owner: what they are sent, what they may reply, how they fail.

use std::time::Duration;

use futures_util::StreamExt;
use parlor::{
    agent::Timeouts,
    core::conversation::{
        agent_error::AgentError,
        agent_port::{AgentEvent, Agents, Question},
        blocks::FormSubmission,
    },
};
use parlor_shared::{
    content::{Actions, Block, Button, Citation, QuickReply},
    widget::Finish,
};
use parlor_tests::upstream::{Act, Reply, Upstream};
use reqwest::header::{HeaderMap, HeaderName};
use serde_json::json;

use super::bench::{JSON, PROMPTLY, SIGNING, SSE, Told, ask, endpoint, question, registry, registry_with, timeouts};

const PLAIN: &str = "text/plain; charset=utf-8";

async fn asked(replies: Vec<Reply>) -> (Told, Upstream) {
    let service = Upstream::start(replies).await;
    let told = ask(&registry().await, endpoint(&service), "Do you have tea? 🍵").await;
    (told, service)
}

#[tokio::test]
async fn a_request_is_signed_and_says_what_was_asked() {
    let (told, service) =
        asked(vec![Reply::whole(503, JSON, "{}"), Reply::whole(200, JSON, r#"{"text":"Yes"}"#)]).await;
    assert_eq!((told.text.as_str(), told.end), ("Yes", Ok(Finish::Stop)));
    let requests = service.seen.requests();
    assert_eq!(requests.len(), 2);
    let verifier = standardwebhooks::Webhook::new(SIGNING).unwrap();
    for request in &requests {
        assert_eq!(
            (request.line.as_str(), request.header("content-type")),
            ("POST /hook HTTP/1.1", "application/json")
        );
        let mut headers = HeaderMap::new();
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            headers.insert(HeaderName::from_static(name), request.header(name).parse().unwrap());
        }
        verifier.verify(request.body.as_bytes(), &headers).unwrap();
        verifier.verify(request.body.replace("tea", "gin").as_bytes(), &headers).unwrap_err();
    }
    assert_eq!(requests[0].header("webhook-id"), requests[1].header("webhook-id"), "the same question");
    let asked = question(endpoint(&service), "");
    assert_eq!(
        requests[0].json(),
        json!({
            "conversation_id": asked.conversation_id,
            "message_id": asked.message_id,
            "text": "Do you have tea? 🍵",
            "history": [{"role": "user", "text": "Good morning"}, {"role": "agent", "text": "Hello"}],
            "attachments": [],
            "page_url": "https://shop.example.com/tea",
            "page_context": "Green tea, 5 euros",
            "language": "en",
            "visitor_name": null,
        })
    );
}

/// Returns the events other than text.
fn beside(told: &Told) -> Vec<AgentEvent> {
    told.events.iter().filter(|event| !matches!(event, AgentEvent::Text(_))).cloned().collect()
}

#[tokio::test]
async fn a_reply_at_once_or_as_events_says_the_same() {
    let ends = json!({
        "citations": [{"title": "Tea", "url": "https://shop.example.com/tea", "snippet": "Green"}, {"title": "Bad", "url": "javascript:alert(1)", "snippet": ""}],
        "quick_replies": ["Black tea?", " "],
    });
    let mut whole = ends.clone();
    whole["text"] = "Grüner Tee".into();
    whole["blocks"] = json!([{"type": "of tomorrow"}]);
    let whole = Reply::whole(200, JSON, &whole.to_string());
    let events = [
        "event: token\ndata: {\"t\":\"Grüner \"}\n\n: a comment\n\n".to_owned(),
        "event: block\ndata: {\"type\":\"of tomorrow\"}\n\nevent: later\ndata: ?\n\n".into(),
        "event: token\ndata: {\"t\":\"Tee\"}\n\n".into(),
        format!("event: done\ndata: {ends}\n\nevent: token\ndata: {{\"t\":\"!\"}}\n\n"),
    ];
    for reply in [whole, Reply::pieces(SSE, events.iter().map(String::as_str))] {
        let (told, _) = asked(vec![reply]).await;
        assert_eq!((told.text.as_str(), told.end), ("Grüner Tee", Ok(Finish::Stop)));
        let cite = |title: &str, url: Option<&str>, snippet: &str| Citation {
            title: title.into(),
            url: url.map(Into::into),
            snippet: snippet.into(),
        };
        let citations = vec![cite("Tea", Some("https://shop.example.com/tea"), "Green"), cite("Bad", None, "")];
        let suggestions = vec![QuickReply("Black tea?".into())];
        assert_eq!(beside(&told), [AgentEvent::Citations(citations), AgentEvent::QuickReplies(suggestions)]);
    }
}

#[tokio::test]
async fn blocks_thoughts_and_tools_are_told_and_wrong_blocks_become_code() {
    let good =
        json!({"type": "actions", "payload": {"buttons": [{"label": "Tea", "link": "https://shop.example.com/tea"}]}});
    let bad = json!({"type": "form", "payload": {"id": "f", "fields": "none"}});
    let body = json!({"text": "Here", "blocks": [good, bad]}).to_string();
    let (told, _) = asked(vec![Reply::whole(200, JSON, &body)]).await;
    assert_eq!(told.text, format!("Here\n\n```json\n{bad}\n```\n\n"));
    let button = Button::Link { label: "Tea".into(), link: "https://shop.example.com/tea".into() };
    let actions = AgentEvent::Block(Block::Actions(Actions { buttons: vec![button] }));
    assert_eq!(beside(&told), std::slice::from_ref(&actions));
    let events = [
        "event: reasoning\ndata: {\"t\":\"Let me see.\"}\n\n".to_owned(),
        "event: tool_call\ndata: {\"name\":\"stock\",\"args\":{\"of\":\"tea\"},\"result\":{\"left\":3}}\n\n".into(),
        format!("event: block\ndata: {good}\n\n"),
        "event: token\ndata: {\"t\":\"Here\"}\n\nevent: done\ndata: {}\n\n".into(),
    ];
    let (told, _) = asked(vec![Reply::pieces(SSE, events.iter().map(String::as_str))]).await;
    let tool = AgentEvent::ToolCall { name: "stock".into(), args: json!({"of": "tea"}) };
    let thought = AgentEvent::Reasoning("Let me see.".into());
    let result = AgentEvent::ToolResult("{\"left\":3}".into());
    assert_eq!(beside(&told), [AgentEvent::Stage("thinking"), thought, tool, result, actions]);

    let alone = json!({"text": "", "blocks": [good]}).to_string();
    let (told, _) = asked(vec![Reply::whole(200, JSON, &alone)]).await;
    assert_eq!((told.text.as_str(), told.end), ("", Ok(Finish::Stop)), "a block alone is an answer");
}

#[tokio::test]
async fn a_form_is_told_as_data() {
    let service = Upstream::start(vec![Reply::whole(200, JSON, r#"{"text":"Thanks"}"#)]).await;
    let values = [("name".to_owned(), "Ada".to_owned())].into();
    let filled = FormSubmission { message_id: "m".into(), id: "contact".into(), values };
    let asked = Question { form: Some(filled), ..question(endpoint(&service), "Name: Ada") };
    let answer = registry().await.find(&asked.profile).unwrap().answer(asked);
    answer.for_each(|_| std::future::ready(())).await;
    let form = json!({"message_id": "m", "id": "contact", "values": {"name": "Ada"}});
    assert_eq!(service.seen.requests()[0].json()["form"], form);
}

#[tokio::test]
async fn plain_text_comes_as_it_is_sent() {
    let pause = Act::Sleep(Duration::from_millis(20));
    let bytes = |bytes: &[u8]| Act::Send { bytes: bytes.into(), times: 1, pause: Duration::from_millis(20) };
    let (cup, end) = "🍵".as_bytes().split_at(2);
    let acts = [Act::send("Green "), pause, bytes(b"tea "), bytes(cup), bytes(end)];
    let (told, _) = asked(vec![Reply::made(200, PLAIN, acts)]).await;
    assert_eq!((told.text.as_str(), told.end), ("Green tea 🍵", Ok(Finish::Stop)));
    assert_eq!(told.events, ["Green ", "tea ", "🍵"].map(|text| AgentEvent::Text(text.into())));
}

#[tokio::test]
async fn how_endpoints_fail() {
    use AgentError::{Empty, Misconfigured, Protocol, Timeout, Truncated, Unavailable, Upstream as Failed};
    let token = "event: token\ndata: {\"t\":\"Tea\"}\n\n";
    for (what, reply, text, end, times) in [
        ("500", Reply::whole(500, JSON, "{}"), "", Unavailable, 1),
        ("504", Reply::whole(504, JSON, "{}"), "", Timeout, 1),
        ("a redirect", Reply::whole(307, JSON, "{}").header("Location", "/hook"), "", Misconfigured, 1),
        ("no response", Reply::nothing(), "", Unavailable, 2),
        ("bad JSON", Reply::whole(200, JSON, "{\"text\":"), "", Protocol, 1),
        ("JSON without text", Reply::whole(200, JSON, "{}"), "", Empty, 1),
        ("no text", Reply::whole(200, JSON, "{\"text\":\" \"}"), " ", Empty, 1),
        ("a web page", Reply::whole(200, "text/html", "<html>"), "", Protocol, 1),
        ("packed", Reply::whole(200, JSON, "{\"text\":\"a\"}").header("Content-Encoding", "gzip"), "", Protocol, 1),
        ("cut JSON", Reply::whole(200, JSON, "{\"text\":\"a\"}").then(Act::Close), "", Truncated, 1),
        ("cut text", Reply::whole(200, PLAIN, "Tea").then(Act::Close), "Tea", Truncated, 1),
        ("cut events", Reply::pieces(SSE, [token]), "Tea", Truncated, 1),
        ("reset events", Reply::pieces(SSE, [token]).then(Act::Reset), "Tea", Truncated, 1),
        ("bad events", Reply::pieces(SSE, [token, "event: token\ndata: Tea\n\n"]), "Tea", Protocol, 1),
        ("an error", Reply::pieces(SSE, [token, "event: error\ndata: {}\n\n"]), "Tea", Failed, 1),
    ] {
        let (told, service) = asked(vec![reply]).await;
        assert_eq!((told.text.as_str(), told.end), (text, Err(end)), "{what}");
        assert_eq!(service.seen.connections(), times, "{what}");
    }
}

#[tokio::test]
async fn replies_without_an_end_are_cut() {
    let most = 32 * 1024 * 8;
    let (told, service) = asked(vec![Reply::made(200, PLAIN, [Act::flood(&"x".repeat(4096))])]).await;
    assert_eq!((told.text.len(), told.end), (most, Ok(Finish::Length)));
    service.seen.idle(PROMPTLY).await;
    assert_eq!(service.seen.left(), 1);
    let (told, service) = asked(vec![Reply::made(200, JSON, [Act::flood(&"x".repeat(4096))])]).await;
    assert_eq!(told.end, Err(AgentError::Protocol), "more than a mebibyte is no reply");
    service.seen.idle(PROMPTLY).await;
    let (told, _) =
        asked(vec![Reply::made(200, SSE, [Act::flood("event: token\ndata: {\"t\":\"xxxxxxxxxxxxxxxx\"}\n\n")])]).await;
    assert_eq!((told.text.len(), told.end), (most, Ok(Finish::Length)));
}

#[tokio::test]
async fn slow_endpoints_are_left() {
    let limits = Timeouts { first_byte: Duration::from_millis(200), idle: Duration::from_millis(200), ..timeouts() };
    for acts in [vec![Act::Hang], vec![Act::send("Tea"), Act::Hang]] {
        let service = Upstream::start(vec![Reply::made(200, PLAIN, acts)]).await;
        let told = ask(&registry_with(limits).await, endpoint(&service), "Tea?").await;
        assert_eq!(told.end, Err(AgentError::Timeout));
        service.seen.idle(PROMPTLY).await;
        assert_eq!(service.seen.left(), 1);
    }
}
