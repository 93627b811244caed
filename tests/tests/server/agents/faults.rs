//! Every script of `corpora/sse/upstream-llm-faults.json`, and what a visitor is told.

use futures_util::future::join_all;
use parlor::{
    agent::Registry,
    core::{conversation::agent_error::AgentError, owner::model_options::ModelOptions, render::Render},
    render::{Markdown, RenderOptions},
};
use parlor_shared::widget::{Finish, Usage};
use parlor_tests::{
    corpora,
    upstream::{Act, Reply, Upstream},
};
use serde_json::Value;

use super::bench::{FASTER, MOST_TOKENS, PROMPTLY, SSE, STOP, Told, ask, chunk, model, registry, with_options};

/// Expected result of a script.
struct Expected {
    text: String,
    end: Result<Finish, AgentError>,
    /// Number of requests to the service.
    requests: usize,
    /// True if the connection is closed before the service has sent everything.
    left: bool,
}

/// As many characters as an answer may have.
fn full() -> String {
    "x".repeat(MOST_TOKENS as usize * 8)
}

/// Returns in code the result that `expect` describes in words. If the words leave a choice, this is the choice.
fn expected(id: &str) -> Expected {
    use AgentError::{Empty, Protocol, RateLimited, Timeout, Truncated, Unavailable, Upstream};
    let slowly = Some(std::time::Duration::from_secs(2));
    let (text, end) = match id {
        "llm-02" | "llm-21" | "llm-15" | "llm-19" => ("Hi", Ok(Finish::Stop)),
        "llm-04" => ("Hi", Err(Truncated)),
        "llm-07" | "llm-12" => ("", Err(Timeout)),
        "llm-10" => ("ab", Ok(Finish::Stop)),
        "llm-11" | "llm-39" => (&*full().leak(), Ok(Finish::Length)),
        "llm-16" => ("", Err(RateLimited { retry_after: slowly })),
        "llm-24" => ("", Err(Empty)),
        "llm-25" => ("Hi", Err(Upstream)),
        // A piece that cannot be read might have been the answer: nothing is skipped.
        "llm-26" => ("a", Err(Protocol)),
        "llm-27" => ("\u{fffd}", Ok(Finish::Stop)),
        "llm-29" => ("😀", Ok(Finish::Stop)),
        "llm-30" => ("👩\u{200d}💻", Ok(Finish::Stop)),
        "llm-31" | "llm-32" | "llm-35" | "llm-36" | "llm-41" => ("a", Ok(Finish::Stop)),
        "llm-38" => ("a", Ok(Finish::Length)),
        "llm-40" | "llm-42" => ("", Err(Protocol)),
        "llm-43" => ("<img src=x onerror=alert(1)><a href=\"javascript:alert(1)\">x</a>", Ok(Finish::Stop)),
        "llm-45" => ("a\n\nevent: done\ndata: {}\n\nb", Ok(Finish::Stop)),
        "llm-46" => ("[2J", Ok(Finish::Stop)),
        "llm-47" => ("", Err(Unavailable)),
        other => panic!("{other} is new: say what must come of it"),
    };
    let requests = match id {
        "llm-15" | "llm-19" => 2,
        "llm-47" => 0,
        _ => 1,
    };
    let left = matches!(id, "llm-07" | "llm-11" | "llm-12" | "llm-39" | "llm-40");
    Expected { text: text.into(), end, requests, left }
}

/// Returns the reply to a second request, if there is one.
fn well() -> Reply {
    Reply::pieces(SSE, [&*chunk("Hi"), STOP])
}

async fn act(agents: &Registry, script: &Value) -> (Told, Upstream) {
    let reply = Reply::read(script, FASTER);
    let service = match script["id"].as_str() {
        // It would go on: who has enough must hang up.
        Some("llm-39" | "llm-40") => Upstream::start(vec![reply.then(Act::Hang)]).await,
        Some("llm-47") => Upstream::with_bad_certificate(vec![reply]).await,
        Some("llm-15" | "llm-19") => Upstream::start(vec![reply, well()]).await,
        _ => Upstream::start(vec![reply]).await,
    };
    // If the owner declares that comments are silence, streams of comments end with it.
    let options = ModelOptions { keep_alives_are_silence: script["id"] == "llm-12", ..ModelOptions::default() };
    (ask(agents, with_options(model("openai", &service), options), "Do you have tea?").await, service)
}

async fn check(agents: &Registry, script: &Value) {
    let id = script["id"].as_str().unwrap();
    let (told, service) = act(agents, script).await;
    let wanted = expected(id);
    assert_eq!((&told.text, &told.end), (&wanted.text, &wanted.end), "{id}: {}", script["expect"]);
    if let Err(error) = told.end {
        assert!(error.code().retryable(), "{id}: a visitor may try again");
    }
    service.seen.idle(PROMPTLY).await;
    let requests = service.seen.requests();
    assert_eq!(requests.len(), wanted.requests, "{id}: requests");
    assert_eq!(service.seen.left() > 0, wanted.left, "{id}: left early");
    for request in &requests {
        assert_eq!(request.line, "POST /v1/chat/completions HTTP/1.1", "{id}");
        assert_eq!(request.header("authorization"), "Bearer sk-SECRET123", "{id}");
        assert_eq!(request.json()["stream"], true, "{id}");
    }
    more(id, &told, &service);
}

/// Checks the expectations that only one script has.
fn more(id: &str, told: &Told, service: &Upstream) {
    let roles = |request: usize| {
        let body = service.seen.requests()[request].json();
        body["messages"].as_array().unwrap().iter().map(|m| m["role"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    match id {
        "llm-19" => {
            assert_eq!(roles(0), ["system", "user", "assistant", "user"]);
            assert_eq!(roles(1), ["system", "user"], "asked again without history");
        }
        "llm-36" => assert_eq!(told.usage, Some(Usage { input: 1, output: 1 })),
        "llm-43" => {
            let document = Markdown::new(RenderOptions::default()).markdown(&told.text);
            let links = serde_json::to_string(&document).unwrap().to_lowercase().replace(' ', "");
            assert!(!links.contains("\"href\":\"javascript"), "{links}");
        }
        "llm-47" => assert!(service.seen.connections() > 0, "the certificate was looked at"),
        _ => {}
    }
}

#[tokio::test]
async fn every_fault_ends_as_promised() {
    let scripts = corpora::own("sse/upstream-llm-faults.json");
    let scripts = scripts.as_array().unwrap();
    let agents = registry().await;
    join_all(scripts.iter().map(|script| check(&agents, script))).await;
    println!("{} of {}", scripts.len(), 29);
    assert_eq!(scripts.len(), 29);
}
