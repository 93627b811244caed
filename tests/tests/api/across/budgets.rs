//! Budgets are the same through every API, and each says so in its own words.

use parlor_tests::{databases::Backend, repertoire::Repertoire};
use reqwest::Response;

use super::{Caty, ChatBotKit, Native, NexonTech, NodeLoom, Voice, World};

async fn limited(flags: &[&str]) -> World {
    World::with(Backend::Temporary, Repertoire::default(), flags).await
}

/// Another conversation's message.
async fn another(world: &World, voice: Voice) -> Response {
    let talk = world.begin(voice).await;
    let credential = world.credential(voice, &talk).unwrap();
    world.saying(voice, credential, &talk.id, "Hi").send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The refusal's status, header and body.
async fn refused(response: Response, policy: &str) -> serde_json::Value {
    assert_eq!(response.status(), 429);
    let wait = header(&response, "retry-after").to_owned();
    assert_eq!(header(&response, "ratelimit"), format!("\"{policy}\";r=0;t={wait}"));
    assert!(header(&response, "access-control-expose-headers").contains("RateLimit"));
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

#[tokio::test]
async fn each_api_says_which_budget_and_until_when() {
    for voice in Voice::ALL {
        let world = limited(&["--widget-answers-per-day", "1"]).await;
        assert_eq!(another(&world, voice).await.status(), 200, "{voice:?}");
        let body = refused(another(&world, voice).await, "widget-answers").await;
        let words = "the answers of this widget are used up until 2027-01-16T00:00:00Z";
        let (error, code) = match voice {
            Native => ("/error/message", Some(("/error/code", "widget_budget"))),
            NexonTech | NodeLoom => ("/error", None),
            Caty => ("/error", Some(("/code", "RATE_LIMITED"))),
            ChatBotKit => ("/message", Some(("/code", "TOO_MANY_REQUESTS"))),
        };
        let text = body.pointer(error).unwrap().as_str().unwrap();
        let said = if voice == NexonTech { "Come back later." } else { words };
        assert!(text.contains(said), "{voice:?}: {text}");
        if let Some((place, code)) = code {
            assert_eq!(body.pointer(place).unwrap(), code);
        }
    }
}

#[tokio::test]
async fn an_address_pays_for_all_its_conversations_in_all_apis() {
    let world = limited(&["--address-answers-per-day", "4"]).await;
    for voice in [Native, NexonTech, NodeLoom, Caty] {
        assert_eq!(another(&world, voice).await.status(), 200, "{voice:?}");
    }
    for voice in [Native, NexonTech, NodeLoom, Caty] {
        refused(another(&world, voice).await, "address-answers").await;
    }
    assert_eq!(another(&world, ChatBotKit).await.status(), 200, "a program of the team's speaks for many visitors");
}

#[tokio::test]
async fn each_conversation_has_its_own_budget_of_answers() {
    let world = limited(&["--answers-per-day", "1"]).await;
    for voice in Voice::ALL {
        let talk = world.begin(voice).await;
        let credential = world.credential(voice, &talk).unwrap();
        let first = world.saying(voice, credential, &talk.id, "Hi").send().await.unwrap();
        assert!(first.text().await.is_ok());
        refused(world.saying(voice, credential, &talk.id, "Hi").send().await.unwrap(), "conversation-answers").await;
    }
}
