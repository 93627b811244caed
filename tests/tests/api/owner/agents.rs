//! Agents and what they know.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use parlor_tests::databases::Backend;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Pair, deleted, got, refused, sent};

#[tokio::test]
async fn an_agent_is_made_changed_and_deleted() {
    let pair = Pair::new(Backend::Temporary, &["--secret-named", "openai=sk-test"]).await;
    let llm = json!({"kind": "llm", "provider": "OpenAI", "model": "gpt-5-mini", "api_key": "openai",
        "system_prompt": "Be brief."});
    let asked = json!({"name": "Ada", "spec": llm, "starter_prompts": ["What do you sell?"], "language": "de-AT"});
    let (status, made) = sent(&pair.us, Method::POST, "/agents", &asked).await;
    let whole = json!({"kind": "llm", "provider": "openai", "model": "gpt-5-mini", "api_key": "openai",
        "system_prompt": "Be brief.", "history_tokens": 6000, "max_output_tokens": 2048, "use_knowledge": false});
    let expected = json!({"id": made["id"], "name": "Ada", "spec": whole, "starter_prompts": ["What do you sell?"],
        "language": "de-AT", "created_at": "2027-01-15T08:00:00.000Z"});
    assert_eq!((status, &made), (201, &expected));
    assert!(!made.to_string().contains("sk-test"));
    let path = format!("/agents/{}", made["id"].as_str().unwrap());
    assert_eq!(got(&pair.us, &path).await, (200, made.clone()));
    assert_eq!(got(&pair.us, "/agents").await, (200, json!([made])));

    let (status, changed) = sent(&pair.us, Method::PUT, &path, &json!({"spec": {"kind": "knowledge"}})).await;
    assert_eq!((status, &changed["spec"]), (200, &json!({"kind": "knowledge"})));
    assert_eq!((&changed["name"], &changed["language"]), (&made["name"], &made["language"]));
    assert_eq!(deleted(&pair.us, &path).await.0, 204);
    refused(&got(&pair.us, &path).await, 404, None);
    refused(&deleted(&pair.us, &path).await, 404, None);
    refused(&sent(&pair.us, Method::PUT, &path, &json!({"name": "Back"})).await, 404, None);
    assert_eq!(got(&pair.us, "/agents").await, (200, json!([])));
}

#[tokio::test]
async fn what_an_agent_may_not_be_is_refused() {
    let pair = Pair::new(Backend::Temporary, &["--secret-named", "openai=sk-test,other-team/key=sk-other"]).await;
    let id = pair.us.new_agent().await.unwrap();
    let path = format!("/agents/{id}");
    let before = got(&pair.us, &path).await;
    let llm = |fields: Value| {
        let mut spec = json!({"kind": "llm", "provider": "openai", "model": "m"});
        spec.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        json!({"spec": spec})
    };
    for (body, field) in [
        (json!({"name": ""}), Some("name")),
        (json!({"name": "n".repeat(121)}), Some("name")),
        (json!({"starter_prompts": [""]}), Some("starter_prompts")),
        (json!({"starter_prompts": vec!["a"; 11]}), Some("starter_prompts")),
        (json!({"language": "not a tag"}), Some("language")),
        (json!({"spec": {"kind": "scripted"}}), Some("spec.kind")),
        (json!({"spec": {"kind": "other"}}), Some("spec.kind")),
        (json!({"spec": {"kind": "knowledge", "team": "x"}}), Some("spec.team")),
        (llm(json!({"system_prompt": "p".repeat(20_001)})), Some("spec.system_prompt")),
        (llm(json!({"max_output_tokens": 0})), Some("spec.max_output_tokens")),
        (llm(json!({"max_output_tokens": 40_000})), Some("spec.max_output_tokens")),
        (llm(json!({"model": ""})), Some("spec.model")),
        (llm(json!({"api_key": "sk-of-my-own"})), Some("spec.api_key")),
        (llm(json!({"api_key": "other-team/key"})), Some("spec.api_key")),
        (llm(json!({"base_url": "http://169.254.169.254/"})), Some("spec.base_url")),
        (llm(json!({"base_url": "https://evil.example", "api_key": "openai"})), Some("spec.api_key")),
        (json!({"spec": {"kind": "webhook", "url": "http://localhost:1/", "secret": "openai"}}), Some("spec.url")),
        (
            json!({"spec": {"kind": "webhook", "url": "https://hooks.example/", "secret": "openai"}}),
            Some("spec.secret"),
        ),
        (json!({"team_id": pair.them.team}), Some("team_id")),
    ] {
        let mut answer = sent(&pair.us, Method::PUT, &path, &body).await;
        // Inside a spec, the parser may name any place for the error.
        if field.is_some_and(|field| field.starts_with("spec")) && answer.1["field"] == "spec" {
            answer.1["field"] = field.into();
        }
        // Well-formed values that are not acceptable.
        let cannot_be = ["spec.api_key", "spec.base_url", "spec.url", "spec.secret"].map(Some).contains(&field)
            || body["spec"]["kind"] == "scripted";
        refused(&answer, if cannot_be { 422 } else { 400 }, field);
    }
    assert_eq!(got(&pair.us, &path).await, before);
}

/// Objects read from the owner's API can be written back unchanged, including fields that only the server sets.
#[tokio::test]
async fn what_was_read_can_be_written_back() {
    let pair = Pair::usual().await;
    let agent = pair.us.new_agent().await.unwrap();
    let widget = pair.us.new_widget(&agent).await.unwrap();
    let brand = json!({"name": "Brand", "settings": {"title": "Ours"}, "allowed_origins": ["//shop.example"]});
    let (_, blueprint) = sent(&pair.us, Method::POST, "/blueprints", &brand).await;
    let blueprint = format!("/blueprints/{}", blueprint["id"].as_str().unwrap());
    let (agent, settings) = (format!("/agents/{agent}"), format!("/widgets/{widget}/settings"));
    for (method, path) in [(Method::PUT, agent), (Method::PUT, blueprint), (Method::PATCH, settings)] {
        let (_, before) = got(&pair.us, &path).await;
        let written = sent(&pair.us, method.clone(), &path, &before).await;
        assert_eq!(written, (200, before.clone()), "{path}");
        let fixed = json!({"id": "x", "created_at": 5});
        let expected = if method == Method::PATCH { 400 } else { 200 };
        assert_eq!(sent(&pair.us, method, &path, &fixed).await.0, expected, "{path}");
        assert_eq!(got(&pair.us, &path).await.1, before, "nobody sets what the server sets");
    }
    let (_, members) = got(&pair.us, "/members").await;
    let member = &members[0];
    let path = format!("/members/{}", member["account_id"].as_str().unwrap());
    assert_eq!(sent(&pair.us, Method::PUT, &path, member).await.0 / 100, 2);
    assert_eq!(got(&pair.us, "/members").await.1, members);
}

#[rstest]
#[tokio::test]
async fn documents_are_put_added_and_deleted(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let pair = Pair::new(backend, &[]).await;
    let (ours, theirs) = (pair.us.new_agent().await.unwrap(), pair.them.new_agent().await.unwrap());
    let path = format!("/agents/{ours}/documents");
    let document = |name: &str, text: &str| json!({"name": name, "text": text});
    let shop = document("shop.md", "# Returns\nSend it back within thirty days.\n\n# Delivery\nTwo days.");
    let page = document("a/page.html", "<h1>Gift cards</h1><p>A card never expires.</p>");
    let (status, list) = sent(&pair.us, Method::PUT, &path, &json!({"documents": [shop, page]})).await;
    let known = |name: &str, passages: u32| json!({"name": name, "passages": passages});
    assert_eq!((status, &list), (200, &json!([known("a/page.html", 1), known("shop.md", 2)])));

    let again = json!({"documents": [document("shop.md", "# Returns\nNever."), document("z.txt", "Opening hours")]});
    let (_, list) = sent(&pair.us, Method::POST, &path, &again).await;
    assert_eq!(list, json!([known("a/page.html", 1), known("shop.md", 1), known("z.txt", 1)]));
    assert_eq!(got(&pair.us, &path).await, (200, list));

    assert_eq!(deleted(&pair.us, &format!("{path}?name=a/page.html")).await.0, 204);
    refused(&deleted(&pair.us, &format!("{path}?name=a/page.html")).await, 404, None);
    refused(&deleted(&pair.us, &path).await, 400, Some("name"));
    let (_, list) = got(&pair.us, &path).await;
    assert_eq!(list, json!([known("shop.md", 1), known("z.txt", 1)]));

    for (upload, field) in [
        (json!({"documents": [document("", "x")]}), "documents"),
        (json!({"documents": [document("../x", "x")]}), "documents"),
        (json!({"documents": [document("/x", "x")]}), "documents"),
        (json!({"documents": [document("a\0b", "x")]}), "documents"),
        (json!({"documents": [document("a", "x"), document("a", "y")]}), "documents"),
        (json!({"documents": [{"name": "a"}]}), "documents"),
        (json!({"documents": [{"name": "a", "text": "x", "data": "eA=="}]}), "documents"),
        (json!({"documents": [document("a", "x")], "base_url": "javascript:1"}), "base_url"),
        (json!({"documents": [], "agent": theirs}), "agent"),
    ] {
        let is_twice = upload["documents"].as_array().is_some_and(|all| all.len() > 1);
        let status = if is_twice || field == "base_url" { 422 } else { 400 };
        for method in [Method::PUT, Method::POST] {
            refused(&sent(&pair.us, method, &path, &upload).await, status, Some(field));
        }
    }
    let large = json!({"documents": [document("a", &"x".repeat(16 * 1024 * 1024))]});
    refused(&sent(&pair.us, Method::PUT, &path, &large).await, 413, None);
    assert_eq!(got(&pair.us, &path).await, (200, list));
    assert_eq!(got(&pair.them, &format!("/agents/{theirs}/documents")).await, (200, json!([])));
    let (_, list) = sent(&pair.us, Method::PUT, &path, &json!({"documents": []})).await;
    assert_eq!(list, json!([]));
}

/// The bytes of a file, as they are sent.
fn file(name: &str, bytes: &[u8]) -> Value {
    json!({"name": name, "data": STANDARD.encode(bytes)})
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_read_is_refused_by_name_and_the_others_are_taken(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let pair = Pair::new(backend, &[]).await;
    let path = format!("/agents/{}/documents", pair.us.new_agent().await.unwrap());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/files");
    let sales = std::fs::read(folder.join("sales.xlsx")).unwrap();
    let first = json!({"documents": [file("sales.xlsx", &sales), file("a.md", b"# A\nOne.\n\n# B\nTwo."), {"name": "old.md", "text": "Old."}]});
    let (status, list) = sent(&pair.us, Method::PUT, &path, &first).await;
    let known = |name: &str, passages: u32| json!({"name": name, "passages": passages});
    assert_eq!((status, &list), (200, &json!([known("a.md", 2), known("old.md", 1), known("sales.xlsx", 2)])));

    // The second reading of one fails: the agent goes on with the first.
    let refused = |name: &str, passages: u32, why: &str| json!({"name": name, "passages": passages, "refused": why});
    let mut documents = vec![
        file("sales.xlsx", &sales[..2_000]),
        file("a.md", b"# A\nThree."),
        file("b.exe", b"MZ"),
        json!({"name": "c.md", "data": "no base64!"}),
        json!({"name": "d.md", "text": "x".repeat(1024 * 1024 + 1)}),
        json!({"name": "e.md", "text": "# Only a heading"}),
    ];
    documents.extend((0..200).map(|n| file(&format!("many/{n:03}.txt"), b"Words.")));
    for (method, left) in [(Method::POST, 1), (Method::PUT, 0)] {
        let (status, list) = sent(&pair.us, method, &path, &json!({"documents": documents})).await;
        let list = list.as_array().unwrap();
        let of = |name: &str| list.iter().find(|it| it["name"] == name).cloned().unwrap_or_default();
        assert_eq!(status, 200);
        assert_eq!(list.len(), 206 + left);
        assert_eq!(of("a.md"), known("a.md", 1));
        assert_eq!(
            of("sales.xlsx"),
            refused("sales.xlsx", 2, "the file is damaged, incomplete or locked with a password")
        );
        assert_eq!(of("c.md"), refused("c.md", 0, "the file is damaged, incomplete or locked with a password"));
        assert_eq!(of("d.md"), refused("d.md", 0, "the file is too large, or unpacks to too much"));
        assert_eq!(of("e.md"), refused("e.md", 0, "there is no text in the file"));
        assert!(of("b.exe")["refused"].as_str().unwrap().starts_with("files of this kind are not read"));
        assert_eq!(of("many/199.txt"), known("many/199.txt", 1));
    }
    let (_, list) = got(&pair.us, &path).await;
    assert_eq!(list.as_array().unwrap().len(), 202, "{list}");
}

#[tokio::test]
async fn large_odd_documents_are_cut_up_in_reasonable_time() {
    let pair = Pair::new(Backend::Sqlite, &[]).await;
    let path = format!("/agents/{}/documents", pair.us.new_agent().await.unwrap());
    let heading = format!("# {}\n{}", "x".repeat(128 * 1024), "## a\nb\n\n".repeat(16 * 1024 - 16));
    let nested = "<div>".repeat(50_000);
    let words = (0..40_000).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let documents = json!({"documents": [{"name": "a.md", "text": heading}, {"name": "b.html", "text": nested},
        {"name": "c.txt", "text": &words[..200 * 1024]}]});
    let (status, list) = sent(&pair.us, Method::PUT, &path, &documents).await;
    assert_eq!(status, 200, "{list}");
}
