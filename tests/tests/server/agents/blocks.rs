//! Blocks that models write in their text, and what they think aloud.

use parlor::core::conversation::{
    agent_port::{AgentEvent, Agents, Question},
    blocks::ClientFeatures,
};
use parlor_shared::{
    content::{Actions, Block, Button},
    widget::Finish,
};
use parlor_tests::upstream::{Reply, Upstream};
use serde_json::json;

use super::bench::{SSE, STOP, Told, ask, chunk, model_with, question, read, registry};

async fn told(pieces: &[String]) -> Told {
    let service = Upstream::start(vec![Reply::pieces(SSE, pieces.iter().map(String::as_str))]).await;
    ask(&registry().await, model_with("openai", &service, 1_000), "Tea?").await
}

#[tokio::test]
async fn a_fence_becomes_a_block_and_nobody_sees_half_of_it() {
    let text = [
        "Here:\n``",
        "`parlor:act",
        "ions\n{\"buttons\":[{\"label\":\"Tea\",",
        "\"message\":\"Tea, please\"}]}\n",
        "```\nBye",
    ];
    let mut pieces: Vec<String> = text.iter().map(|text| chunk(text)).collect();
    pieces.push(STOP.into());
    let told = told(&pieces).await;
    let button = Button::Message { label: "Tea".into(), message: "Tea, please".into() };
    let events = [
        AgentEvent::Text("Here:\n".into()),
        AgentEvent::Block(Block::Actions(Actions { buttons: vec![button] })),
        AgentEvent::Text("Bye".into()),
    ];
    assert_eq!((told.events, told.end), (events.into(), Ok(Finish::Stop)));
}

#[tokio::test]
async fn a_fence_that_never_closes_is_told_as_it_was_written() {
    for end in [STOP, ""] {
        let told = told(&[chunk("Here:\n```parlor:form\n{\"id\":"), end.to_owned()]).await;
        assert_eq!(told.text, "Here:\n```parlor:form\n{\"id\":");
    }
}

#[tokio::test]
async fn what_a_model_thinks_is_told_apart() {
    let thought = json!({"choices": [{"index": 0, "delta": {"reasoning_content": "Let me see."}}]});
    let told = told(&[format!("data: {thought}\n\n"), chunk("Yes."), STOP.into()]).await;
    let events =
        [AgentEvent::Stage("thinking"), AgentEvent::Reasoning("Let me see.".into()), AgentEvent::Text("Yes.".into())];
    assert_eq!(told.events, events);
}

#[tokio::test]
async fn a_model_is_told_what_can_be_shown_and_no_more() {
    for (shows, names) in [
        (ClientFeatures::default(), [false; 3]),
        (ClientFeatures { form: true, ..ClientFeatures::default() }, [false, false, true]),
        (ClientFeatures { actions: true, carousel: true, ..ClientFeatures::default() }, [true, true, false]),
    ] {
        let service = Upstream::start(vec![Reply::pieces(SSE, [&*chunk("Hi"), STOP])]).await;
        let asked = Question { shows, ..question(model_with("openai", &service, 1_000), "Tea?") };
        read(registry().await.find(&asked.profile).unwrap().answer(asked)).await;
        let request = service.seen.requests()[0].json();
        let system = request["messages"][0]["content"].as_str().unwrap();
        assert_eq!(["actions", "carousel", "form"].map(|name| system.contains(&format!("parlor:{name}"))), names);
    }
}
