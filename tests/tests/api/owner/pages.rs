//! The pages that work without a script: setting up, signing in and out, accepting an invitation.

use parlor::core::owner::team::Role;
use parlor_tests::{
    databases::Backend,
    owner::{Owner, PASSWORD},
    process::{ServerProcess, free_port},
};
use reqwest::{Client, Method, RequestBuilder, Response, header, redirect::Policy};
use serde_json::json;

use super::{Pair, got, sent};

/// A browser that shows where it is sent.
fn browser() -> Client {
    Client::builder().redirect(Policy::none()).build().unwrap()
}

/// A request with a form in it.
fn filled(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
}

/// Sends a form as a page of this server does.
async fn submitted(base: &str, path: &str, fields: &[(&str, &str)], cookie: &str) -> Response {
    let request = browser().post(format!("{base}{path}"));
    filled(request.header(header::ORIGIN, base).header(header::COOKIE, cookie), fields).send().await.unwrap()
}

async fn opened(base: &str, path: &str) -> Response {
    browser().get(format!("{base}{path}")).send().await.unwrap()
}

fn location(response: &Response) -> &str {
    response.headers().get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
}

/// `name=value` of the sign-in.
fn cookie(response: &Response) -> String {
    let set = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

async fn me(base: &str, cookie: &str) -> u16 {
    let request = browser().get(format!("{base}/api/auth/me")).header(header::COOKIE, cookie);
    request.send().await.unwrap().status().as_u16()
}

const FIELDS: [(&str, &str); 5] = [
    ("token", "open sesame"),
    ("email", "ada@shop.example"),
    ("name", "Ada"),
    ("team", "Shop <b>"),
    ("password", PASSWORD),
];

#[tokio::test]
async fn a_fresh_server_is_set_up_once_with_the_token() {
    let guard = Backend::Sqlite.fresh().await;
    let flags = ["--setup-token", "open sesame"];
    let server = ServerProcess::start(&guard.url, free_port().await.unwrap(), &flags).await.unwrap();
    let base = server.base.as_str();
    let home = opened(base, "/").await;
    assert_eq!((home.status().as_u16(), location(&home)), (303, "/setup"));
    let page = opened(base, "/setup").await;
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    assert!(page.text().await.unwrap().contains("name=\"token\""));
    let mut wrong = FIELDS;
    wrong[0].1 = "open";
    let refused = submitted(base, "/setup", &wrong, "").await;
    assert_eq!(refused.status(), 422);
    let text = refused.text().await.unwrap();
    assert!(text.contains("ada@shop.example") && text.contains("role=\"alert\""), "{text}");
    assert!(text.contains("Shop &lt;b&gt;") && !text.contains(PASSWORD), "what was typed stays, and is text");
    let mut short = FIELDS;
    short[4].1 = "short";
    assert_eq!(submitted(base, "/setup", &short, "").await.status(), 422);
    let foreign = browser().post(format!("{base}/setup")).header(header::ORIGIN, "https://evil.example");
    assert_eq!(filled(foreign, &FIELDS).send().await.unwrap().status(), 403);
    assert_eq!(
        filled(browser().post(format!("{base}/setup")), &FIELDS).send().await.unwrap().status(),
        403,
        "no origin"
    );
    let done = submitted(base, "/setup", &FIELDS, "").await;
    assert_eq!((done.status().as_u16(), location(&done)), (303, "/dashboard/"));
    assert_eq!(me(base, &cookie(&done)).await, 200);
    for again in [submitted(base, "/setup", &FIELDS, "").await, opened(base, "/setup").await] {
        assert_eq!((again.status().as_u16(), location(&again)), (303, "/sign-in"));
    }
    let home = opened(base, "/").await;
    assert_eq!((home.status().as_u16(), location(&home)), (303, "/dashboard/"));
    assert_eq!(opened(base, "/dashboard/").await.status(), 200);
}

#[tokio::test]
async fn people_sign_in_and_out_without_a_script() {
    let pair = Pair::usual().await;
    let base = pair.app.base.as_str();
    let page = opened(base, "/sign-in?next=https://evil.example").await;
    assert_eq!(page.status(), 200);
    assert!(!page.text().await.unwrap().contains("evil"));
    let wrong = [("email", "us@shop.example"), ("password", "a wrong password <x>")];
    let refused = submitted(base, "/sign-in", &wrong, "").await;
    assert_eq!(refused.status(), 401);
    let text = refused.text().await.unwrap();
    assert!(text.contains("us@shop.example") && !text.contains("a wrong password"), "{text}");
    let right = [("email", "us@shop.example"), ("password", PASSWORD), ("next", "/dashboard/leads")];
    let foreign = browser().post(format!("{base}/sign-in")).header(header::ORIGIN, "https://evil.example");
    assert_eq!(filled(foreign, &right).send().await.unwrap().status(), 403);
    let entered = submitted(base, "/sign-in", &right, "").await;
    assert_eq!((entered.status().as_u16(), location(&entered)), (303, "/dashboard/leads"));
    let cookie = cookie(&entered);
    assert_eq!(me(base, &cookie).await, 200);
    let again = browser().get(format!("{base}/sign-in")).header(header::COOKIE, &cookie).send().await.unwrap();
    assert_eq!((again.status().as_u16(), location(&again)), (303, "/dashboard/"), "a signed-in owner is redirected");
    let foreign = browser().post(format!("{base}/sign-out")).header(header::COOKIE, &cookie).send().await.unwrap();
    assert_eq!(foreign.status(), 403, "no other page signs anybody out");
    assert_eq!(me(base, &cookie).await, 200);
    let left = submitted(base, "/sign-out", &[], &cookie).await;
    assert_eq!((left.status().as_u16(), location(&left)), (303, "/sign-in"));
    assert_eq!(me(base, &cookie).await, 401);
}

#[tokio::test]
async fn tries_to_sign_in_are_limited() {
    let pair = Pair::new(Backend::Temporary, &["--sign-ins-per-minute", "2"]).await;
    let wrong = [("email", "nobody@shop.example"), ("password", "a wrong password, long enough")];
    for status in [401, 401, 429] {
        assert_eq!(submitted(&pair.app.base, "/sign-in", &wrong, "").await.status(), status);
    }
}

#[tokio::test]
async fn an_invitation_makes_a_member_with_a_new_account_or_an_old_one() {
    let pair = Pair::usual().await;
    let base = pair.app.base.as_str();
    let invited = async |email: &str| {
        let body = json!({"email": email, "role": "editor"});
        let (_, invitation) = sent(&pair.us, Method::POST, "/members", &body).await;
        format!("/invite/{}", invitation["token"].as_str().unwrap())
    };
    let path = invited("new@shop.example").await;
    let page = opened(base, &path).await.text().await.unwrap();
    assert!(page.contains("new@shop.example") && page.contains("us@shop.example"), "the address and the team: {page}");
    assert_eq!(submitted(base, &path, &[("name", "New"), ("password", "short")], "").await.status(), 422);
    let joined = submitted(base, &path, &[("name", "New"), ("password", PASSWORD)], "").await;
    assert_eq!((joined.status().as_u16(), location(&joined)), (303, "/dashboard/"));
    assert_eq!(me(base, &cookie(&joined)).await, 200);
    assert_eq!(opened(base, &path).await.status(), 404, "an invitation is used up");
    assert_eq!(opened(base, "/invite/pi_0").await.status(), 404);
    let path = invited("them@rival.example").await;
    let taken = submitted(base, &path, &[("name", "Eve"), ("password", PASSWORD)], "").await;
    assert_eq!(taken.status(), 409, "the address has an account already");
    let joined = submitted(base, &path, &[], &pair.them.cookie).await;
    assert_eq!((joined.status().as_u16(), location(&joined)), (303, "/dashboard/"));
    let them = Owner { team: pair.us.team.clone(), ..pair.them.clone() };
    let (status, members) = got(&them, "/members").await;
    assert_eq!((status, members.as_array().unwrap().len()), (200, 3));
    assert_eq!(pair.app.store.role(&pair.us.team, &them.account).await, Ok(Some(Role::Editor)));
}
