//! schemathesis reads the description and sends the server everything that it allows or forbids. No answer may be a
//! server error, every body must match its description, allowed requests must be accepted, and forbidden ones refused.
//! Streams are excluded: schemathesis reads bodies to their end.
//!
//! Each group of routes is called with credentials and ids that are valid there, so that requests get past access
//! control. Requests that destroy their object use ids that nobody has, so that objects to ask about remain until the
//! end.

#![allow(clippy::unwrap_used, reason = "what is not as expected is a failed test")]

use std::{path::PathBuf, process::Output, sync::Arc};

use parlor::core::widget::settings::Feature;
use parlor_tests::{
    app::{CATY_KEY, EMBED_TOKEN, KEY, TestApp, WIDGET},
    databases::Backend::Sqlite,
    full::is_full_run,
    owner::Owner,
    script::{Cast, Script},
    visitor::ORIGIN,
};
use rstest::rstest;
use serde_json::{Value, json};
use tokio::process::Command;

use self::Group::{
    Caty, Conversations, Destroying, Native, NexonTech, NodeLoom, OwnersAgents, OwnersTeam, OwnersWidgets, Widgets,
};

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
/// The description and the server agree on what is taken.
const AGREEMENT: &str = "negative_data_rejection,positive_data_acceptance";
/// A schema cannot say which objects there are, who may do what, how much is left, what is in a file, or that an agent
/// works. Everything else that is refused (400) must be forbidden by it.
const ACCEPTED: [&str; 13] =
    ["2xx", "304", "401", "403", "404", "409", "410", "413", "415", "422", "429", "502", "504"];
/// Forbidden input is refused, whatever the reason that is found first.
const REFUSED: [&str; 1] = ["4xx"];
/// Limits have tests of their own.
const LIMITS: [&str; 9] =
    ["init", "leads", "events", "attachments", "caty", "caty-messages", "nexon-init", "nexon-chat", "sign-ins"];
/// Examples for each operation, and in a full run.
const EXAMPLES: &str = "60";
const MANY_EXAMPLES: &str = "600";
/// Minimum number of cases for each group; there are ten groups.
const CASES: u64 = 200;
/// The first number of the examples' random order; PARLOR_SCHEMA_SEED is another one.
const SEED: &str = "1";

/// Routes that are opened by the same credential.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Group {
    Native,
    NexonTech,
    NodeLoom,
    Caty,
    Widgets,
    Conversations,
    OwnersWidgets,
    OwnersAgents,
    OwnersTeam,
    Destroying,
}

/// Setup for calling a group of routes.
struct Way {
    /// Matches `METHOD path`.
    routes: &'static str,
    headers: Vec<(&'static str, String)>,
    /// An owner's, where one is needed.
    cookie: String,
    parameters: Vec<(&'static str, String)>,
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_as_described_and_nothing_breaks(
    #[values(
        Native,
        NexonTech,
        NodeLoom,
        Caty,
        Widgets,
        Conversations,
        OwnersWidgets,
        OwnersAgents,
        OwnersTeam,
        Destroying
    )]
    group: Group,
) {
    let flags: Vec<_> = LIMITS.iter().flat_map(|limit| [format!("--{limit}-per-minute"), "1000000".into()]).collect();
    let flags: Vec<_> = flags.iter().map(String::as_str).collect();
    let app = TestApp::with_flags(Sqlite, Arc::new(Cast(Script::says(&["Yes."]))), &flags).await.unwrap();
    app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Attachments, true)).await.unwrap();
    let cases = run(&app, &way(&app, group).await).await;
    println!("{group:?}: {cases} cases");
    assert!(cases >= CASES, "only {cases} cases");
}

async fn way(app: &TestApp, group: Group) -> Way {
    let owner = Owner::register(app, "owner@example.com").await.unwrap();
    let signed_in = vec![("Origin", app.base.clone())];
    let bearer = |token: &str| ("Authorization", format!("Bearer {token}"));
    let shop = ("Origin", ORIGIN.to_owned());
    let team = ("path.teamId", owner.team.to_string());
    let (routes, headers, parameters) = match group {
        Native => {
            let visitor = app.visitor().await.unwrap();
            let answer = visitor.ask("Hello?").await.unwrap().message.unwrap();
            let parameters = vec![("path.id", answer.to_string()), ("path.key", KEY.to_owned())];
            // Visitors who erase themselves lose their identity.
            (r"^(?!DELETE .*/me$).*/v1/widget/(?!.*(stream|regenerate)$)", vec![shop, bearer(&visitor.jwt)], parameters)
        }
        NexonTech => (r"POST /api/widget/(init|chat)$", vec![shop], vec![]),
        NodeLoom => {
            let visitor = app.visitor().await.unwrap();
            let parameters =
                vec![("path.token", EMBED_TOKEN.to_owned()), ("path.sessionId", visitor.conversation.to_string())];
            // Messages are sent and answered in a stream.
            let routes = r"/api/widget-chat/(init|sessions$)|GET /api/widget-chat|/api/auth/log";
            (routes, vec![shop, ("X-Widget-Token", EMBED_TOKEN.into())], parameters)
        }
        Caty => (r" /api/widget/(?!init|chat)", vec![shop, ("X-API-Key", CATY_KEY.into())], vec![]),
        Widgets => {
            let widget = owner.new_widget(&owner.new_agent().await.unwrap()).await.unwrap();
            let headers = vec![bearer(&owner.secret(app).await.unwrap())];
            (r"/v1/integration/widget/(?!.*/delete$)", headers, vec![("path.idOrAlias", widget)])
        }
        Conversations => {
            let session = session(app).await;
            let text = |name: &str| session[name].as_str().unwrap().to_owned();
            let headers = vec![shop, bearer(&text("token"))];
            (r"/v1/conversation/(?!.*complete$)", headers, vec![("path.conversationId", text("conversationId"))])
        }
        OwnersWidgets => {
            let widget = owner.new_widget(&owner.new_agent().await.unwrap()).await.unwrap();
            (r"(GET|POST|PUT|PATCH) /api/teams/[^/]*/widgets", signed_in, vec![team, ("path.id", widget)])
        }
        OwnersAgents => {
            let agent = owner.new_agent().await.unwrap();
            (r"(GET|POST|PUT) /api/teams/[^/]*/agents", signed_in, vec![team, ("path.id", agent)])
        }
        OwnersTeam => {
            let routes = r"(GET|POST|PUT) /api/(auth/me|invitations$|teams/[^/]*/(blueprints|members|invitations|files|secrets))";
            (routes, signed_in, vec![team])
        }
        Destroying => (r"DELETE |/delete$", signed_in, vec![team]),
    };
    let by_owner = matches!(group, OwnersWidgets | OwnersAgents | OwnersTeam | Destroying);
    Way { routes, headers, cookie: if by_owner { owner.cookie } else { String::new() }, parameters }
}

/// Runs schemathesis and returns the number of cases, all of which passed.
async fn run(app: &TestApp, way: &Way) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let lines = way.parameters.iter().map(|(name, value)| format!("\"{name}\" = \"{value}\""));
    let config = format!(
        "hooks = {:?}\n[parameters]\n{}\n[checks]\npositive_data_acceptance.expected-statuses = {ACCEPTED:?}\n\
        negative_data_rejection.expected-statuses = {REFUSED:?}\n",
        concat!(env!("CARGO_MANIFEST_DIR"), "/schema/hooks.py"),
        lines.collect::<Vec<_>>().join("\n")
    );
    std::fs::write(folder.path().join("schemathesis.toml"), config).unwrap();
    let checks = [CHECKS, AGREEMENT].join(",");
    let output = Command::new(program())
        .args(["run", &app.url("/openapi.json"), "--checks", &checks, "--phases", "coverage,fuzzing"])
        .args([
            "--max-examples",
            if is_full_run() { MANY_EXAMPLES } else { EXAMPLES },
            "--seed",
            &std::env::var("PARLOR_SCHEMA_SEED").unwrap_or_else(|_| SEED.to_owned()),
            "--continue-on-failure",
            "--no-color",
        ])
        .args(["--include-name-regex", way.routes])
        .args(way.headers.iter().flat_map(|(name, value)| ["-H".to_owned(), format!("{name}: {value}")]))
        .env("PARLOR_COOKIE", &way.cookie)
        .current_dir(folder.path())
        .output()
        .await
        .unwrap();
    let said = text(&output);
    assert!(output.status.success(), "{said}");
    println!("{said}");
    let (_, counts) = said.split_once("Test cases:").unwrap();
    counts.split_whitespace().next().unwrap().replace(',', "").parse().unwrap()
}

async fn session(app: &TestApp) -> Value {
    let path = format!("/v1/integration/widget/{WIDGET}/session/create");
    let request = app.client.post(app.url(&path)).header("Origin", ORIGIN).json(&json!({}));
    request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn program() -> PathBuf {
    let target = std::env::current_exe().unwrap();
    let target = target.ancestors().nth(3).unwrap();
    let program = target.join("tools/schemathesis/bin/schemathesis");
    assert!(program.exists(), "{} is missing: cargo xtask test installs it", program.display());
    program
}
