//! Another team's objects are answered like objects that do not exist, on every route.

use parlor_tests::owner::{Owner, id_of, read};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Pair, refused, sent};

/// One of each, and every route that names one.
async fn routes(owner: &Owner) -> Vec<(Method, String, Value)> {
    let agent = owner.new_agent().await.unwrap();
    let widget = owner.new_widget(&agent).await.unwrap();
    let made = async |path: &str, body: Value| {
        sent(owner, Method::POST, path, &body).await.1["id"].as_str().unwrap().to_owned()
    };
    let blueprint = made("/blueprints", json!({"name": "B"})).await;
    let secret = made("/secrets", json!({"name": "S"})).await;
    let picture = owner.team_request(Method::POST, "/files").body(&b"\xFF\xD8\xFF picture"[..]);
    let file = id_of(picture.send().await.unwrap()).await.unwrap();
    let upload = json!({"documents": [{"name": "a", "text": "b"}]});
    vec![
        (Method::GET, format!("/agents/{agent}"), Value::Null),
        (Method::PUT, format!("/agents/{agent}"), json!({"name": "Changed"})),
        (Method::GET, format!("/agents/{agent}/documents"), Value::Null),
        (Method::PUT, format!("/agents/{agent}/documents"), upload.clone()),
        (Method::POST, format!("/agents/{agent}/documents"), upload),
        (Method::DELETE, format!("/agents/{agent}/documents?name=a"), Value::Null),
        (Method::POST, format!("/agents/{agent}/test"), json!({"question": "Tea?"})),
        (Method::DELETE, format!("/agents/{agent}"), Value::Null),
        (Method::GET, format!("/widgets/{widget}/settings"), Value::Null),
        (Method::PATCH, format!("/widgets/{widget}/settings"), json!({"settings": {"title": "Changed"}})),
        (Method::POST, format!("/widgets/{widget}/keys/key/regenerate"), Value::Null),
        (Method::GET, format!("/blueprints/{blueprint}"), Value::Null),
        (Method::PUT, format!("/blueprints/{blueprint}"), json!({"name": "Changed"})),
        (Method::DELETE, format!("/blueprints/{blueprint}"), Value::Null),
        (Method::DELETE, format!("/secrets/{secret}"), Value::Null),
        (Method::GET, format!("/files/{file}"), Value::Null),
        (Method::PUT, format!("/members/{}", owner.account), json!({"role": "viewer"})),
        (Method::DELETE, format!("/members/{}", owner.account), Value::Null),
    ]
}

async fn answer(owner: &Owner, (method, path, body): &(Method, String, Value)) -> (u16, Value) {
    let request = owner.team_request(method.clone(), path);
    let request = if body.is_null() { request } else { request.json(body) };
    read(request.send().await.unwrap()).await.unwrap()
}

async fn snapshot(owner: &Owner) -> Vec<(u16, Value)> {
    let mut all = Vec::new();
    for path in ["/agents", "/widgets", "/blueprints", "/secrets", "/files", "/members"] {
        all.push(super::got(owner, path).await);
    }
    all
}

#[tokio::test]
async fn foreign_and_random_are_answered_alike() {
    let pair = Pair::usual().await;
    let routes = routes(&pair.them).await;
    let before = snapshot(&pair.them).await;
    for route in &routes {
        let (method, path, body) = route;
        let id = path.split(['/', '?']).nth(2).unwrap();
        let foreign = answer(&pair.us, route).await;
        refused(&foreign, 404, None);
        for other in ["0198f7a2-0000-7000-8000-000000000000", "nobody", "%00", "%FF", "a%2Fb"] {
            let random = (method.clone(), path.replacen(id, other, 1), body.clone());
            assert_eq!(answer(&pair.us, &random).await, foreign, "{method} {path} {other}");
        }
        // In their team, with our cookie; and with no cookie.
        let them = Owner { team: pair.them.team.clone(), ..pair.us.clone() };
        refused(&answer(&them, route).await, 404, None);
        let nobody = Owner { cookie: String::new(), ..pair.them.clone() };
        refused(&answer(&nobody, route).await, 401, None);
    }
    assert_eq!(snapshot(&pair.them).await, before);
}
