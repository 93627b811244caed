//! The seven calls of a dashboard.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    super::{
        check::{expect, expect_one_of},
        kit::{FOREIGN, Kit},
        shape::{Shape, any_text, count, date, filled, has, is, list, may, nullable, number, object, open, text},
    },
    DOMAIN, Made, UPDATE, refused,
};

const LIST: &str = "GET /api/teams/{teamId}/widgets";
const CREATE: &str = "POST /api/teams/{teamId}/widgets";
const DELETE: &str = "DELETE /api/teams/{teamId}/widgets/{id}";
const EMBED: &str = "GET …/widgets/{id}/embed-code";
const REGENERATE: &str = "POST …/widgets/{id}/regenerate-token";
const STATS: &str = "GET …/widgets/{id}/stats";

/// All of them; a widget with a list of domains is left for the visitors' calls.
pub(super) async fn run(kit: &mut Kit) -> Made {
    let id = create(kit).await;
    lists(kit).await;
    update(kit, &id).await;
    let token = embed_code(kit, &id).await;
    let token = regenerate(kit, &id, &token).await;
    stats(kit, &id).await;
    delete(kit).await;
    refusals(kit, &id).await;
    Made { id, token }
}

fn sample(kit: &Kit) -> Value {
    json!({
        "name": "Support Chat",
        "workflowId": kit.agent,
        "customization": {"primaryColor": "#6366f1", "title": "How can we help?", "position": "bottom-right"},
        "allowedDomains": [DOMAIN, "app.example.com"]
    })
}

/// A widget as the page shows it. `allowedDomains` is ours: the page takes them and does not show them.
fn widget(title: Shape) -> Shape {
    let customization =
        [may("primaryColor", text()), may("title", title), may("position", text()), may("avatarUrl", nullable(text()))];
    object([
        has("id", text()),
        has("name", text()),
        has("workflowId", nullable(text())),
        has("active", Shape::Flag),
        has("customization", open(customization)),
        has("createdAt", date()),
        may("allowedDomains", list(text())),
    ])
}

async fn create(kit: &mut Kit) -> String {
    let request = kit.dashboard_with(Method::POST, "", &sample(kit));
    let made = expect_one_of(&[200, 201]).json(widget(is("How can we help?")));
    let id = kit.check(CREATE, "201: the page's sample", request, made).await.at("/id");
    kit.made.push(id.clone());
    let least = json!({"name": "Least", "workflowId": kit.agent});
    let request = kit.dashboard_with(Method::POST, "", &least);
    let made = expect_one_of(&[200, 201]).json(widget(any_text()));
    let other = kit.check(CREATE, "201: required fields only", request, made).await.at("/id");
    kit.made.push(other);
    id
}

async fn lists(kit: &mut Kit) {
    let all = expect(200).json(filled(widget(any_text())));
    kit.check(LIST, "200", kit.dashboard(Method::GET, ""), all).await;
}

async fn update(kit: &mut Kit, id: &str) {
    let path = format!("/{id}");
    let request = kit.dashboard_with(Method::PUT, &path, &json!({"name": "Sales Chat"}));
    let renamed = expect(200).json(widget(is("How can we help?")));
    let answer = kit.check(UPDATE, "200: only provided fields are updated", request, renamed).await;
    let kept = answer.at("/name") == "Sales Chat" && answer.at("/workflowId") == kit.agent;
    kit.judge_that(UPDATE, "the name is new, the workflow is not", kept, &answer.text);
    let mut all = sample(kit);
    all["customization"]["title"] = "Ask us".into();
    let request = kit.dashboard_with(Method::PUT, &path, &all);
    kit.check(UPDATE, "200: all fields of create", request, expect(200).json(widget(is("Ask us")))).await;
    let request = kit.dashboard_with(Method::PUT, &path, &json!({"name": 5}));
    kit.check(UPDATE, "400: a name that is no text", request, refused(400)).await;
    let request = kit.dashboard_with(Method::PUT, "/nobodys", &json!({"name": "x"}));
    kit.check(UPDATE, "404: nobody's widget", request, refused(404)).await;
}

async fn embed_code(kit: &mut Kit, id: &str) -> String {
    let snippet = expect(200).json(object([has("embedCode", text())]));
    let answer = kit.check(EMBED, "200", kit.dashboard(Method::GET, &format!("/{id}/embed-code")), snippet).await;
    let code = answer.at("/embedCode");
    let start = format!("<script src=\"{}/widget.js\" data-token=\"", kit.credentials.url);
    let token = code.strip_prefix(&start).and_then(|rest| rest.strip_suffix("\"></script>")).unwrap_or_default();
    kit.judge_that(EMBED, "the snippet of the page, for this server", !token.is_empty(), &code);
    let request = kit.dashboard(Method::GET, "/nobodys/embed-code");
    kit.check(EMBED, "404: nobody's widget", request, refused(404)).await;
    token.to_owned()
}

async fn regenerate(kit: &mut Kit, id: &str, old: &str) -> String {
    let request = kit.dashboard_with(Method::POST, &format!("/{id}/regenerate-token"), &json!({}));
    let words = is("Token regenerated. Update your embed code.");
    let new = expect(200).json(object([has("token", text()), has("message", words)]));
    let token = kit.check(REGENERATE, "200", request, new).await.at("/token");
    kit.judge_that(REGENERATE, "the token is a new one", !token.is_empty() && token != old, "the same, or none");
    let refused = refused(401);
    let page = format!("https://{DOMAIN}");
    let request = kit.get(&format!("/api/widget-chat/init/{old}")).header("Origin", &page);
    kit.check_soon(REGENERATE, "401: the old token is invalid", request, refused).await;
    let request = kit.get(&format!("/api/widget-chat/init/{token}")).header("Origin", &page);
    kit.check(REGENERATE, "200: the new token is good", request, expect(200)).await;
    token
}

async fn stats(kit: &mut Kit, id: &str) {
    let figures = expect(200).json(object([
        has("totalSessions", count()),
        has("totalMessages", count()),
        has("avgMessagesPerSession", number(0.0, 1e9)),
        has("activeSessionsToday", count()),
        has("tokenUsage", object([has("input", count()), has("output", count())])),
    ]));
    for (case, id) in [("200: a new widget", id.to_owned()), ("200: a used one", kit.credentials.widget_id.clone())] {
        let request = kit.dashboard(Method::GET, &format!("/{id}/stats"));
        kit.check(STATS, case, request, figures.clone()).await;
    }
    let request = kit.dashboard(Method::GET, "/nobodys/stats");
    kit.check(STATS, "404: nobody's widget", request, refused(404)).await;
}

async fn delete(kit: &mut Kit) {
    let id = kit.made.pop().unwrap_or_default();
    let embed = kit.dashboard(Method::GET, &format!("/{id}/embed-code")).send().await;
    let code = match embed {
        Ok(answer) => answer.json::<Value>().await.unwrap_or_default(),
        Err(_) => Value::Null,
    };
    let token = code["embedCode"].as_str().and_then(|code| code.split('"').nth(3)).unwrap_or_default();
    let path = format!("/{id}");
    let gone = expect_one_of(&[200, 204]);
    let answer = kit.check(DELETE, "2xx", kit.dashboard(Method::DELETE, &path), gone).await;
    if !matches!(answer.status, 200 | 204) {
        kit.made.push(id.clone());
    }
    let request = kit.get(&format!("/api/widget-chat/init/{token}"));
    kit.check("GET /api/widget-chat/init/:token", "410: the widget was deleted", request, refused(410)).await;
    let request = kit.dashboard(Method::DELETE, &path);
    kit.check(DELETE, "404: already deleted", request, refused(404)).await;
    let request = kit.dashboard(Method::GET, &format!("{path}/embed-code"));
    kit.check(EMBED, "404: deleted", request, refused(404)).await;
}

async fn refusals(kit: &mut Kit, id: &str) {
    for missing in ["name", "workflowId"] {
        let mut short = sample(kit);
        short.as_object_mut().map(|it| it.remove(missing));
        let request = kit.dashboard_with(Method::POST, "", &short);
        kit.check(CREATE, &format!("400: no {missing}"), request, refused(400)).await;
    }
    let mut odd = sample(kit);
    odd["colour"] = "red".into();
    let request = kit.dashboard_with(Method::POST, "", &odd);
    kit.check(CREATE, "400: a name that is not on the page", request, refused(400)).await;
    let mut foreign = sample(kit);
    foreign["workflowId"] = "a1b2c3d4-e5f6-7890-abcd-ef1234567890".into();
    let request = kit.dashboard_with(Method::POST, "", &foreign);
    kit.check(CREATE, "4xx: nobody's workflow", request, expect_one_of(&[400, 404])).await;
    let team = format!("/api/teams/{}/widgets", kit.credentials.team_id);
    kit.check(LIST, "401: not signed in", kit.get(&team), refused(401)).await;
    let other = kit.get("/api/teams/a1b2c3d4-e5f6-7890-abcd-ef1234567890/widgets").header("Cookie", &kit.cookie);
    kit.check(LIST, "403 or 404: another team", other, expect_one_of(&[403, 404])).await;
    let elsewhere = kit.request(Method::PUT, &format!("{team}/{id}")).header("Cookie", &kit.cookie);
    let elsewhere = elsewhere.header("Origin", FOREIGN).json(&json!({"name": "x"}));
    kit.check(UPDATE, "403: a page of another origin", elsewhere, refused(403)).await;
}
