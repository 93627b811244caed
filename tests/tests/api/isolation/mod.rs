//! Isolation of teams: every route of the description is called with every credential of another team, about every
//! object of the first. A foreign id is answered like a random one, and nothing of the first team changes.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what is not as expected is a failed test")]

mod body;
mod side;

use std::collections::BTreeMap;

use parlor_tests::{
    app::TestApp,
    databases::Backend::{self, Postgres, Sqlite},
    script::{Cast, Script},
};
use reqwest::Method;
use rstest::rstest;
use serde_json::Value;

use self::side::{Credential, Side};

/// Route on which anyone who knows a widget's public id may begin a conversation, as visitors of its pages do. It reads
/// none.
const OPEN: &str = "/v1/integration/widget/{idOrAlias}/session/create";

/// A route of the description.
struct Route {
    method: Method,
    path: String,
    operation: Value,
}

/// One thing an id in a request may name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Object {
    /// The first team's.
    Foreign,
    /// An object that does not exist.
    Random,
}

#[rstest]
#[tokio::test]
async fn nothing_of_one_team_is_seen_or_changed_by_another(#[values(Sqlite, Postgres)] backend: Backend) {
    let flags = ["--init-per-minute", "1000000", "--leads-per-minute", "1000000"];
    let agents = std::sync::Arc::new(Cast(Script::says(&["Yes."])));
    let app = TestApp::with_flags(backend, agents, &flags).await.unwrap();
    let (theirs, ours) = (Side::furnish(&app, "theirs").await, Side::furnish(&app, "ours").await);
    let before = theirs.snapshot(&app).await;
    let document: Value = app.client.get(app.url("/openapi.json")).send().await.unwrap().json().await.unwrap();
    let (mut cases, mut leaks) = (0, Vec::new());
    for route in routes(&document) {
        if route.path == OPEN {
            continue;
        }
        for (credential, team) in cases_of(&route, &ours) {
            let asked = |object| ask(&app, &document, &route, credential, [&ours, &theirs], object, team);
            let Some(foreign) = asked(Object::Foreign).await else { continue };
            let random = asked(Object::Random).await.unwrap();
            cases += 2;
            if foreign != random {
                leaks.push(format!(
                    "{} {} as {}: {foreign:?} but {random:?}",
                    route.method, route.path, credential.name
                ));
            } else if foreign.0 < 300 {
                leaks.push(format!("{} {} as {}: let in ({foreign:?})", route.method, route.path, credential.name));
            }
        }
    }
    assert!(leaks.is_empty(), "{} of {cases} cases leak:\n{}", leaks.len(), leaks.join("\n"));
    assert!(cases >= 500, "only {cases} cases");
    assert_eq!(theirs.snapshot(&app).await, before, "something of the other team was changed");
    println!("{cases} cases, 0 leaks");
}

/// The team that a path names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum InTeam {
    /// The object's.
    Its,
    /// Our own, with an object of another team in it.
    Ours,
}

fn cases_of<'s>(route: &Route, ours: &'s Side) -> Vec<(&'s Credential, InTeam)> {
    let teams: &[InTeam] = if route.path.contains("{teamId}/") { &[InTeam::Its, InTeam::Ours] } else { &[InTeam::Its] };
    ours.credentials.iter().flat_map(|credential| teams.iter().map(move |team| (credential, *team))).collect()
}

fn routes(document: &Value) -> Vec<Route> {
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else { continue };
            routes.push(Route { method, path: path.clone(), operation: operation.clone() });
        }
    }
    routes
}

/// Status and body without what differs between any two requests; `None` when the route names no object at all.
async fn ask(
    app: &TestApp,
    document: &Value,
    route: &Route,
    credential: &Credential,
    [ours, theirs]: [&Side; 2],
    object: Object,
    team: InTeam,
) -> Option<(u16, String)> {
    let mut ids: BTreeMap<_, _> = match object {
        Object::Foreign => theirs.ids.clone(),
        Object::Random => theirs.ids.keys().map(|name| (name.clone(), side::random())).collect(),
    };
    if team == InTeam::Ours {
        ids.insert("team".into(), ours.ids["team"].clone());
    }
    let (path, in_path) = fill(&route.path, &ids, ours, team)?;
    let (sent, in_body) = body::sample(document, &route.operation, &ids, ours);
    if !in_path && !in_body {
        return None;
    }
    let request = app.client.request(route.method.clone(), app.url(&path)).header("Origin", &app.base);
    let request = match &sent {
        Some(json) => request.json(json),
        None => request,
    };
    let response = credential.present(request).send().await.unwrap();
    let status = response.status().as_u16();
    Some((status, plain(&response.text().await.unwrap(), &ids)))
}

/// The path with the ids in it, and whether it names somebody else's object. Keys and tokens in a path are credentials, not
/// objects; our own team is nobody else's.
fn fill(path: &str, ids: &BTreeMap<String, String>, ours: &Side, team: InTeam) -> Option<(String, bool)> {
    let (mut filled, mut named, mut before) = (String::new(), false, "");
    for part in path.split('/').skip(1) {
        filled.push('/');
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            None => filled.push_str(part),
            Some("key" | "token") => filled.push_str(ours.ids.get("key")?),
            Some(name) => {
                let kind = side::kind(name, before);
                named |= team == InTeam::Its || kind != "team";
                filled.push_str(ids.get(&kind).unwrap());
            }
        }
        before = part;
    }
    Some((filled, named))
}

/// Without request ids and without the ids asked about.
fn plain(text: &str, ids: &BTreeMap<String, String>) -> String {
    let mut text = text.to_owned();
    if let Ok(mut json) = serde_json::from_str::<Value>(&text) {
        if let Some(error) = json.get_mut("error").and_then(Value::as_object_mut) {
            error.remove("request_id");
        }
        text = json.to_string();
    }
    ids.values().fold(text, |text, id| text.replace(id.as_str(), "<id>"))
}
