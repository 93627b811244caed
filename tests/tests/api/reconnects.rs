//! Clients of server-sent events that reconnect by sending their POST again, with `Last-Event-ID`: two packages that many use,
//! as they are, and what the server makes of a place that is not one.

use std::{path::Path, process::Stdio, time::Duration};

use parlor::agent::scripted::{Gate, Step};
use parlor_shared::widget::Role;
use parlor_tests::{
    app::{EMBED_TOKEN, TestApp},
    databases::Backend::{self, Postgres, Sqlite, Temporary},
    owner::read,
    proxy::Proxy,
    repertoire::Repertoire,
    visitor::Visitor,
};
use reqwest::{Method, RequestBuilder, Response};
use rstest::rstest;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

/// Maximum time without an event from a client.
const PATIENCE: Duration = Duration::from_mins(1);

/// The client packages.
#[derive(Clone, Copy, Debug)]
enum Package {
    FetchEventSource,
    EventsourceClient,
}

impl Package {
    const fn script(self) -> &'static str {
        match self {
            Self::FetchEventSource => "fetch_event_source.mjs",
            Self::EventsourceClient => "eventsource_client.mjs",
        }
    }
}

/// The APIs that answer a POST with server-sent events.
#[derive(Clone, Copy, Debug)]
enum Api {
    Native,
    NodeLoom,
}

impl Api {
    /// The words of a piece of text.
    fn words(self, event: &Value) -> Option<String> {
        let name = match self {
            Self::Native => "t",
            Self::NodeLoom => "content",
        };
        (event["name"] == "token").then(|| event["data"][name].as_str().unwrap().to_owned())
    }
}

/// A server, and a conversation in it.
struct Bench {
    app: TestApp,
    visitor: Visitor,
    /// NodeLoom's name for another conversation.
    session: String,
    gate: Gate,
}

impl Bench {
    /// Its agent answers "long" in three pieces, and waits before the second and the third.
    async fn new(backend: Backend) -> Self {
        let gate = Gate::default();
        let piece = |text: &str| Step::Text(text.to_owned());
        let wait = || Step::Wait(gate.clone());
        let steps = [piece("one "), wait(), piece("two "), wait(), piece("three")];
        let app = TestApp::start(backend, Repertoire::default().on("long", steps).agents()).await.unwrap();
        let visitor = app.visitor().await.unwrap();
        let opened = app.client.post(app.url("/api/widget-chat/sessions")).json(&json!({"token": EMBED_TOKEN}));
        let (status, opened) = read(opened.send().await.unwrap()).await.unwrap();
        assert_eq!(status, 201, "{opened}");
        let session = opened["sessionId"].as_str().unwrap().to_owned();
        Self { app, visitor, session, gate }
    }

    /// The request that says something, to the server at `base`: address, headers and body.
    fn request(&self, api: Api, base: &str, text: &str) -> Value {
        let (path, token, body) = match api {
            Api::Native => {
                let token = format!("Bearer {}", self.visitor.jwt);
                ("/v1/widget/messages/stream".to_owned(), ("authorization", token), json!({"message": text}))
            }
            Api::NodeLoom => {
                let path = format!("/api/widget-chat/sessions/{}/messages", self.session);
                (path, ("x-widget-token", EMBED_TOKEN.to_owned()), json!({"content": text}))
            }
        };
        let headers = json!({"content-type": "application/json", (token.0): token.1});
        json!({"url": format!("{base}{path}"), "headers": headers, "body": body.to_string()})
    }

    /// The same as a request of our own, with the id of the last event.
    fn say(&self, api: Api, text: &str, last: &str) -> RequestBuilder {
        let request = self.request(api, &self.app.base, text);
        let mut post = self.app.client.request(Method::POST, request["url"].as_str().unwrap());
        for (name, value) in request["headers"].as_object().unwrap() {
            post = post.header(name, value.as_str().unwrap());
        }
        post.header("last-event-id", last).body(request["body"].as_str().unwrap().to_owned())
    }

    /// Returns the messages so far: true for one of the visitor, and the text.
    async fn said(&self, api: Api) -> Vec<(bool, String)> {
        let conversation = match api {
            Api::Native => self.visitor.conversation.clone(),
            Api::NodeLoom => self.session.parse().unwrap(),
        };
        let all = self.app.store.history(&conversation, None, 100).await.unwrap();
        all.into_iter().map(|message| (message.role == Role::User, message.text)).collect()
    }
}

/// One of the packages at work.
struct Client {
    events: Lines<BufReader<ChildStdout>>,
    process: Child,
}

impl Client {
    fn start(package: Package, request: &Value) -> Self {
        let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/sse");
        assert!(installed.join("node_modules").is_dir(), "run `cargo xtask tools`: {}", installed.display());
        // Node looks for packages beside the script that names them.
        let script = installed.join(package.script());
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("sse").join(package.script()), &script).unwrap();
        let mut node = Command::new("node");
        node.arg(script).env("PARLOR_REQUEST", request.to_string()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = node.spawn().expect("node runs");
        Self { events: BufReader::new(process.stdout.take().unwrap()).lines(), process }
    }

    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<Value> {
        let line = tokio::time::timeout(PATIENCE, self.events.next_line()).await.expect("an event").unwrap();
        line.map(|line| serde_json::from_str(&line).unwrap())
    }
}

/// Cut after the first and after the second piece: each event once, the text exact, one message, and one answer.
#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn two_cuts_leave_no_trace(
    #[values(Package::FetchEventSource, Package::EventsourceClient)] package: Package,
    #[values(Api::Native, Api::NodeLoom)] api: Api,
    #[values(Sqlite, Postgres)] backend: Backend,
) {
    let bench = Bench::new(backend).await;
    let proxy = Proxy::before(&bench.app.base).await.unwrap();
    let mut client = Client::start(package, &bench.request(api, &proxy.base, "long"));
    let (mut text, mut ids, mut names) = (String::new(), Vec::new(), Vec::new());
    while let Some(event) = client.next().await {
        // Events without a number are sent on each connection.
        if !matches!(event["name"].as_str(), Some("stage" | "thought")) {
            ids.push(event["id"].as_str().unwrap().to_owned());
            names.push(event["name"].as_str().unwrap().to_owned());
        }
        let Some(words) = api.words(&event) else { continue };
        text.push_str(&words);
        if text == "one " || text == "one two " {
            proxy.cut();
            bench.gate.open(1);
        }
    }
    assert!(client.process.wait().await.unwrap().success());
    assert_eq!(text, "one two three");
    assert_eq!(names, ["start", "token", "token", "token", "done"]);
    let answer = ids[0].strip_suffix(":0").unwrap();
    assert_eq!(ids, (0..5).map(|n| format!("{answer}:{n}")).collect::<Vec<_>>());
    assert_eq!(bench.said(api).await, [(true, "long".to_owned()), (false, "one two three".to_owned())]);
    assert!(proxy.accepted() >= 3, "{} connections", proxy.accepted());
}

async fn events(response: Response) -> String {
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["idempotency-replayed"], "true");
    response.text().await.unwrap()
}

/// The ids of a stream's events.
fn ids(stream: &str) -> Vec<String> {
    stream.lines().filter_map(|line| line.strip_prefix("id: ")).map(str::to_owned).collect()
}

/// After an answer has ended, any place in it leads to its end.
#[rstest]
#[tokio::test]
async fn an_answer_that_has_ended_is_told_from_its_place_on(
    #[values(Api::Native, Api::NodeLoom)] api: Api,
    #[values(Sqlite, Postgres)] backend: Backend,
) {
    let bench = Bench::new(backend).await;
    bench.gate.open(2);
    let first = bench.say(api, "long", "").send().await.unwrap().text().await.unwrap();
    let ids = ids(&first);
    let rest = events(bench.say(api, "long", &ids[1]).send().await.unwrap()).await;
    assert!(first.ends_with(&rest) && rest.starts_with(&format!("id: {}\n", ids[2])), "{rest}");
    let end = events(bench.say(api, "long", ids.last().unwrap()).send().await.unwrap()).await;
    assert!(rest.ends_with(&end) && end.contains("event: done"), "{end}");
    let beyond = ids[0].replace(":0", ":400");
    let beyond = events(bench.say(api, "long", &beyond).send().await.unwrap()).await;
    assert!(beyond.contains("event: reset") && beyond.contains("one two three"), "{beyond}");
    assert_eq!(bench.said(api).await.len(), 2);
}

/// Invalid positions, and positions in another visitor's or another answer, are refused without any event.
#[rstest]
#[tokio::test]
async fn a_place_that_is_not_in_this_answer_is_refused(#[values(Api::Native, Api::NodeLoom)] api: Api) {
    let bench = Bench::new(Temporary).await;
    bench.say(api, "hello", "").send().await.unwrap().text().await.unwrap();
    let other = match api {
        Api::Native => Api::NodeLoom,
        Api::NodeLoom => Api::Native,
    };
    let foreign = bench.say(other, "hello", "").send().await.unwrap().text().await.unwrap();
    let foreign = ids(&foreign).remove(0);
    let before = bench.said(api).await;
    for odd in ["x", ":", "x:", "m:1", "m:-1", "m:1.5", "m: 1", "0198:99999999999999999999", &foreign] {
        let (status, body) = read(bench.say(api, "hello", odd).send().await.unwrap()).await.unwrap();
        assert_eq!(status, 400, "{odd}: {body}");
        assert!(body.to_string().contains("Last-Event-ID"), "{odd}: {body}");
    }
    assert_eq!(bench.said(api).await, before);
}

/// The place belongs to one message: another one with it is not taken for said.
#[rstest]
#[tokio::test]
async fn another_message_with_a_place_is_refused_and_not_lost(#[values(Api::Native, Api::NodeLoom)] api: Api) {
    let bench = Bench::new(Temporary).await;
    let first = bench.say(api, "hello", "").header("idempotency-key", "k1").send().await.unwrap().text().await.unwrap();
    let id = &ids(&first)[0];
    for (text, key) in [("and now?", "k1"), ("hello", "k2")] {
        let said = bench.say(api, text, id).header("idempotency-key", key).send().await.unwrap();
        let (status, body) = read(said).await.unwrap();
        assert_eq!(status, 409, "{text}: {body}");
        assert!(body.to_string().contains("Last-Event-ID"), "{body}");
    }
    assert_eq!(bench.said(api).await.len(), 2);
    let same = bench.say(api, "hello", id).header("idempotency-key", "k1").send().await.unwrap();
    assert!(events(same).await.contains("event: done"));
    bench.say(api, "and now?", "").send().await.unwrap().text().await.unwrap();
    assert_eq!(bench.said(api).await.len(), 4, "without the place it is said");
}

/// Writing an answer again is a POST with a stream too.
#[tokio::test]
async fn an_answer_written_again_goes_on_too() {
    let bench = Bench::new(Temporary).await;
    bench.gate.open(4);
    let first = bench.say(Api::Native, "long", "").send().await.unwrap().text().await.unwrap();
    let place = ids(&first)[0].strip_suffix(":0").unwrap().to_owned();
    let again = |last: &str| bench.visitor.post(&format!("/messages/{place}/regenerate")).header("last-event-id", last);
    let second = again("").send().await.unwrap().text().await.unwrap();
    let new = ids(&second);
    assert!(!new[0].starts_with(&place));
    let rest = events(again(&new[1]).send().await.unwrap()).await;
    assert!(second.ends_with(&rest) && rest.starts_with(&format!("id: {}\n", new[2])), "{rest}");
    let (status, body) = read(again(&ids(&first)[1]).send().await.unwrap()).await.unwrap();
    assert_eq!(status, 409, "{body}");
    assert_eq!(bench.said(Api::Native).await.len(), 2);
}
