//! Actions of an owner around the pages: signing in, switching the widget off for a moment, cleaning up.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{
    caty,
    check::{Answer, expect, expect_one_of},
    glozr,
    kit::Kit,
    nexon, nodeloom,
};

const LOGIN: &str = "POST /api/auth/login";

/// Gets the cookie that NodeLoom's dashboard calls want, and the agent that new widgets need.
pub(super) async fn sign_in(kit: &mut Kit) {
    kit.page(nodeloom::PAGE);
    let body = json!({"email": kit.credentials.owner_email, "password": kit.credentials.owner_password});
    let request = kit.post("/api/auth/login").header("Origin", &kit.credentials.url).json(&body);
    let cookie = expect(200).holds("set-cookie", "httponly").holds("set-cookie", "samesite=");
    let answer = kit.check(LOGIN, "200: an HttpOnly cookie", request, cookie).await;
    kit.cookie = cookie_of(&answer);
    let me = kit.get("/api/auth/me").header("Cookie", &kit.cookie);
    kit.check("GET /api/auth/me", "200: the cookie is good", me, expect(200)).await;
    let fetch = format!("/v1/integration/widget/{}/fetch", kit.credentials.widget_id);
    let widget = kit.get(&fetch).bearer_auth(&kit.credentials.secret);
    kit.page("ChatBotKit");
    let widget = kit.check("GET /v1/integration/widget/{id}/fetch", "200: the agent is in botId", widget, expect(200));
    kit.agent = widget.await.at("/botId");
}

/// `name=value` of the cookie that was set.
fn cookie_of(answer: &Answer) -> String {
    let set = answer.header("set-cookie").unwrap_or_default();
    set.split(';').next().unwrap_or_default().to_owned()
}

impl Kit {
    /// A call of an owner's program, below the team (ours).
    pub(super) fn team(&self, method: Method, path: &str) -> RequestBuilder {
        let path = format!("/api/teams/{}{path}", self.credentials.team_id);
        self.request(method, &path).bearer_auth(&self.credentials.secret)
    }

    /// A call of the dashboard, from its own page.
    pub(super) fn dashboard(&self, method: Method, path: &str) -> RequestBuilder {
        let path = format!("/api/teams/{}/widgets{path}", self.credentials.team_id);
        self.request(method, &path).header("Cookie", &self.cookie).header("Origin", &self.credentials.url)
    }

    /// The same with a body.
    pub(super) fn dashboard_with(&self, method: Method, path: &str, body: &Value) -> RequestBuilder {
        self.dashboard(method, path).json(body)
    }
}

/// Checks the keys of a widget that is switched off. The credentials have keys of NexonTech and Caty only for their own
/// widget, so that one is switched off for a moment.
pub(super) async fn switched_off(kit: &mut Kit) {
    if switch(kit, false).await {
        nexon::switched_off(kit).await;
        caty::switched_off(kit).await;
        glozr::switched_off(kit).await;
    }
    switch(kit, true).await;
}

async fn switch(kit: &mut Kit, on: bool) -> bool {
    kit.page(nodeloom::PAGE);
    let path = format!("/{}", kit.credentials.widget_id);
    let request = kit.dashboard_with(Method::PUT, &path, &json!({"active": on}));
    let case = if on { "200: switched on again" } else { "200: switched off" };
    kit.check(nodeloom::UPDATE, case, request, expect(200)).await.status == 200
}

/// Deletes what the kit made and a case has not deleted already.
pub(super) async fn clean_up(kit: &mut Kit) {
    kit.page("ChatBotKit");
    for id in std::mem::take(&mut kit.made) {
        let path = format!("/v1/integration/widget/{id}/delete");
        let request = kit.post(&path).bearer_auth(&kit.credentials.secret).json(&json!({}));
        let gone = expect_one_of(&[200, 404]);
        let answer = kit.check("POST /v1/integration/widget/{id}/delete", "what the kit made", request, gone).await;
        if !matches!(answer.status, 200 | 404) {
            kit.report.left_behind.push(format!("widget {id}"));
        }
    }
    for id in std::mem::take(&mut kit.agents_made) {
        if kit.ask(kit.team(Method::DELETE, &format!("/agents/{id}"))).await.status != 204 {
            kit.report.left_behind.push(format!("agent {id}"));
        }
    }
}
