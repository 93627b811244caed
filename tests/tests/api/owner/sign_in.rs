//! Signing in, and what the cookie is like.

use std::time::Duration;

use parlor::core::owner::account::Account;
use parlor_tests::owner::{Owner, PASSWORD, read};
use reqwest::{Method, RequestBuilder, header};
use serde_json::{Value, json};

use super::{Pair, refused};
use parlor_tests::databases::Backend;

fn login(pair: &Pair, body: &Value) -> RequestBuilder {
    pair.app.client.post(pair.app.url("/api/auth/login")).json(body)
}

#[tokio::test]
async fn signing_in_says_who_and_in_which_teams() {
    let pair = Pair::usual().await;
    let reply = login(&pair, &json!({"email": " US@shop.example ", "password": PASSWORD})).send().await.unwrap();
    let cookie = reply.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(!reply.headers().contains_key("access-control-allow-origin"));
    let (status, me) = read(reply).await.unwrap();
    let expected = json!({"id": pair.us.account, "email": "us@shop.example", "name": "Someone",
        "teams": [{"id": pair.us.team, "name": "us@shop.example", "role": "owner"}]});
    assert_eq!((status, &me), (200, &expected));
    assert_eq!(
        read(pair.us.request(Method::GET, "/api/auth/me").send().await.unwrap()).await.unwrap(),
        (200, expected)
    );

    let (pair_of, flags) = cookie.split_once(';').unwrap();
    let (name, token) = pair_of.split_once('=').unwrap();
    assert_eq!((name, token.split('.').count()), ("parlor-sign-in", 3));
    assert_eq!(flags, " Path=/; Max-Age=43200; HttpOnly; SameSite=Lax");
}

#[tokio::test]
async fn away_from_this_machine_the_cookie_is_for_tls_and_one_host() {
    let pair = Pair::new(Backend::Temporary, &["--trusted-proxies", "127.0.0.0/8"]).await;
    let body = json!({"email": "us@shop.example", "password": PASSWORD});
    let host = |request: RequestBuilder| request.header("Host", "chat.example").header("X-Forwarded-Proto", "https");
    let reply = host(login(&pair, &body)).header("Origin", "https://chat.example").send().await.unwrap();
    let cookie = reply.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-parlor-sign-in="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    let value = cookie.split(';').next().unwrap();
    let me = || host(pair.app.client.get(pair.app.url("/api/auth/me")));
    assert_eq!(me().header("Cookie", format!("a=b; {value}; c=d")).send().await.unwrap().status(), 200);
    let renamed = value.trim_start_matches("__Host-");
    assert_eq!(me().header("Cookie", renamed).send().await.unwrap().status(), 401, "any host could have set that one");
    for (name, origin, expected) in
        [("X-Forwarded-Host", "https://chat.example", 403), ("X-Other", "https://chat.example", 204)]
    {
        let out = host(pair.app.client.post(pair.app.url("/api/auth/logout")).header("Cookie", value));
        let out = out.header("Origin", origin).header(name, "other.example").send().await.unwrap();
        assert_eq!(out.status(), expected);
    }
    let plain = login(&pair, &body).header("Host", "chat.example").send().await.unwrap();
    assert!(plain.headers()[header::SET_COOKIE].to_str().unwrap().ends_with("; Secure"));
}

#[tokio::test]
async fn all_that_is_wrong_is_said_alike() {
    let pair = Pair::usual().await;
    let account = pair.app.store.account(&pair.them.account).await.unwrap().unwrap();
    pair.app.store.save_account(&Account { active: false, ..account }).await.unwrap();
    let mut answers = Vec::new();
    for (email, password) in [
        ("us@shop.example", "not the password at all"),
        ("us@shop.example", ""),
        ("nobody@shop.example", PASSWORD),
        ("them@rival.example", PASSWORD),
        ("", PASSWORD),
        ("us@shop.example\u{0}", PASSWORD),
        (&"a".repeat(300), PASSWORD),
        ("us@shop.example", &"p".repeat(50_000)),
    ] {
        let reply = login(&pair, &json!({"email": email, "password": password})).send().await.unwrap();
        assert!(!reply.headers().contains_key(header::SET_COOKIE));
        answers.push(read(reply).await.unwrap());
    }
    refused(&answers[0], 401, None);
    assert!(answers.windows(2).all(|two| two[0] == two[1]), "{answers:?}");
    for odd in [
        json!({}),
        json!({"email": "us@shop.example"}),
        json!({"email": 1, "password": 2}),
        json!([]),
        json!({"email": "us@shop.example", "password": PASSWORD, "role": "owner"}),
    ] {
        let reply = login(&pair, &odd).send().await;
        // The limit comes first, so wrong bodies do not open it.
        assert!(matches!(reply.unwrap().status().as_u16(), 400 | 429), "{odd}");
    }
}

#[tokio::test]
async fn tries_are_limited_by_address_and_name_and_both() {
    let flags = ["--trusted-proxies", "127.0.0.0/8", "--sign-ins-per-address", "20", "--sign-ins-per-email", "15"];
    let pair = Pair::new(Backend::Temporary, &flags).await;
    let attempt = async |email: &str, from: &str| {
        let body = json!({"email": email, "password": "not the password at all"});
        let reply = login(&pair, &body).header("X-Forwarded-For", from).send().await.unwrap();
        let wait = reply.headers().get("retry-after").map(|v| v.to_str().unwrap().parse::<u64>().unwrap());
        (reply.status().as_u16(), wait)
    };
    for _ in 0..10 {
        assert_eq!(attempt("one@shop.example", "203.0.113.6").await.0, 401);
    }
    assert_eq!(attempt("one@shop.example", "203.0.113.6").await.0, 429, "one address, one name");
    assert_eq!(attempt("one@shop.example", "203.0.113.5").await.0, 401, "nobody elsewhere is locked out");
    for n in 0..20 {
        assert_eq!(attempt(&format!("n{n}@shop.example"), "203.0.113.7").await.0, 401);
    }
    assert_eq!(attempt("other@shop.example", "203.0.113.7").await.0, 429, "one address, many names");
    for n in 0..15 {
        assert_eq!(attempt("Victim@shop.example", &format!("198.51.100.{n}")).await.0, 401);
    }
    let (status, wait) = attempt("victim@SHOP.example", "198.51.100.77").await;
    assert_eq!(status, 429, "one name, many addresses");
    pair.app.clock.advance(Duration::from_secs(wait.unwrap()));
    assert_eq!(attempt("victim@shop.example", "198.51.100.77").await.0, 401);
}

/// An attacker everywhere uses up every bucket of an owner's name: the browser in which the owner has signed in before
/// still lets them in, and nobody else.
#[tokio::test]
async fn an_attack_on_a_name_does_not_lock_out_a_browser_that_has_signed_in() {
    let flags = ["--trusted-proxies", "127.0.0.0/8", "--sign-ins-per-email", "12"];
    let pair = Pair::new(Backend::Temporary, &flags).await;
    let attempt = async |password: &str, from: &str, device: &str| {
        let body = json!({"email": "us@shop.example", "password": password});
        let request = login(&pair, &body).header("X-Forwarded-For", from).header("Cookie", device);
        request.send().await.unwrap()
    };
    let signed_in = attempt(PASSWORD, "203.0.113.1", "").await;
    let cookies: Vec<_> = signed_in.headers().get_all(header::SET_COOKIE).iter().collect();
    let device = cookies[1].to_str().unwrap().to_owned();
    assert!(device.contains("HttpOnly") && device.contains("SameSite=Strict"), "{device}");
    let device = device.split(';').next().unwrap();
    for n in 0..13 {
        attempt("not the password at all", &format!("198.51.100.{n}"), "").await;
    }
    let elsewhere = attempt(PASSWORD, "203.0.113.1", "").await;
    assert_eq!(elsewhere.status(), 429, "the name's bucket is empty");
    let forged = device.replace("parlor-device=", "parlor-device=0");
    assert_eq!(attempt(PASSWORD, "203.0.113.1", &forged).await.status(), 429, "made up");
    assert_eq!(attempt(PASSWORD, "203.0.113.1", device).await.status(), 200);
    for _ in 0..9 {
        assert_eq!(attempt("not the password at all", "203.0.113.1", device).await.status(), 401);
    }
    assert_eq!(attempt(PASSWORD, "203.0.113.1", device).await.status(), 429, "a known browser has a bucket, too");
    pair.app.clock.advance(Duration::from_hours(181 * 24));
    for n in 0..13 {
        attempt("not the password at all", &format!("198.51.100.{n}"), "").await;
    }
    assert_eq!(attempt(PASSWORD, "203.0.113.1", device).await.status(), 429, "it was known for 180 days");
}

#[tokio::test]
async fn signing_out_ends_the_session_for_every_holder_of_the_cookie() {
    let pair = Pair::usual().await;
    let twin = Owner { ..pair.us.clone() };
    let out = pair.us.request(Method::POST, "/api/auth/logout").send().await.unwrap();
    let cookie = out.headers()[header::SET_COOKIE].to_str().unwrap();
    assert_eq!(cookie, "parlor-sign-in=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    assert_eq!(out.status(), 204);
    for path in ["/api/auth/me", "/api/auth/logout"] {
        let method = if path.ends_with("me") { Method::GET } else { Method::POST };
        assert_eq!(twin.request(method, path).send().await.unwrap().status(), 401);
    }
    assert_eq!(twin.get("/agents").await.unwrap().status(), 401);
    assert_eq!(pair.them.get("/agents").await.unwrap().status(), 200);
}
