//! Two nodes on one database: a visitor may meet either of them at any time.

use std::{sync::Arc, time::Duration};

use parlor_shared::widget::MessageStatus;
use parlor_tests::{
    app::TestApp,
    databases::Backend,
    script::{Cast, Script},
    visitor::{Transcript, Visitor, whole},
};
use serde_json::Value;

async fn two_nodes(script: &Arc<Script>) -> [TestApp; 2] {
    let agents = Arc::new(Cast(script.clone()));
    let first = TestApp::start(Backend::Postgres, agents.clone()).await.unwrap();
    let second = first.another_node(agents, &[]).await.unwrap();
    [first, second]
}

/// The same visitor at the other node.
fn at(node: &TestApp, visitor: &Visitor) -> Visitor {
    Visitor { base: node.base.clone(), ..visitor.clone() }
}

async fn stop(visitor: &Visitor, transcript: &Transcript) -> Value {
    let path = format!("/messages/{}/stop", transcript.message.as_ref().unwrap());
    whole::<Value>(visitor.post(&path).send().await.unwrap()).await.unwrap()["data"]["status"].clone()
}

#[tokio::test]
async fn an_answer_is_stopped_at_the_other_node() {
    let script = Script::held(&["one ", "two "]);
    let [first, second] = two_nodes(&script).await;
    let visitor = first.visitor().await.unwrap();
    let elsewhere = at(&second, &visitor);
    // It has begun; its reader goes away and comes back at the other node.
    drop(visitor.say("Hi", "", "text").send().await.unwrap());
    let mut transcript = Transcript::new("text");
    transcript.message = Some(visitor.history().await.unwrap()[1].id.clone());
    let following = tokio::spawn({
        let (mut transcript, request) = (transcript.clone(), elsewhere.resume(&transcript).unwrap());
        async move {
            transcript.read(request.send().await.unwrap(), None).await.unwrap();
            transcript
        }
    });
    let begun = tokio::time::Instant::now();
    assert_eq!(stop(&elsewhere, &transcript).await, "stopped");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    let followed = following.await.unwrap();
    assert_eq!((followed.text.as_str(), &followed.done().unwrap()["finish"]), ("one two ", &"stopped".into()));
    let kept = visitor.history().await.unwrap();
    assert_eq!((kept[1].status, kept[1].text.as_str()), (MessageStatus::Stopped, "one two "));
    assert_eq!(script.dropped(), 1, "the agent's work was ended");
    assert_eq!(stop(&visitor, &transcript).await, "stopped", "and stays so");
}

/// A node waits for events that another node has sent but that it cannot know yet: no client has to begin again.
#[tokio::test]
async fn a_reader_goes_from_node_to_node_and_misses_nothing() {
    let pieces: Vec<String> = (0..120).map(|n| format!("word{n} ")).collect();
    let script = Script::slowly(pieces.clone(), Duration::from_millis(20));
    let nodes = two_nodes(&script).await;
    for render in ["text", "nodes"] {
        let visitor = nodes[0].visitor().await.unwrap();
        let mut transcript = Transcript::new(render);
        let asked = visitor.say("Tell me", "", render).send().await.unwrap();
        transcript.read(asked, Some(900)).await.unwrap();
        let mut moves = 0;
        while transcript.end.is_none() {
            moves += 1;
            let there = at(&nodes[moves % 2], &visitor);
            let response = there.resume(&transcript).unwrap().send().await.unwrap();
            transcript.read(response, Some(300 + 100 * moves)).await.unwrap();
        }
        assert!(moves > 3, "{moves} moves");
        assert_eq!(transcript.resets, 0, "after {moves} moves");
        assert_eq!(transcript.done().unwrap()["text"], pieces.concat());
        if render == "text" {
            assert_eq!(transcript.text, pieces.concat());
        } else {
            assert_eq!(transcript.nodes, visitor.history().await.unwrap()[1].nodes);
        }
    }
}
