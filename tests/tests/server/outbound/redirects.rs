//! Redirects, and addresses a page names.

use parlor_tests::{corpora::own, upstream::Reply};
use serde_json::Value;

use crate::outbound::internet::{Internet, page, text};

const HTML: &str = "text/html";

/// Returns the reply of the service for a step of a chain.
fn reply(step: &Value) -> Reply {
    let (status, detail) = (step[0].as_u64().unwrap(), step[1].as_str().unwrap());
    if status != 200 {
        return Reply::whole(u16::try_from(status).unwrap(), HTML, "").header("Location", detail);
    }
    match detail.split_once(": ").filter(|_| !detail.starts_with('<')) {
        Some((name, value)) => page("A page").header(name, value),
        None => Reply::whole(200, HTML, &format!("<title>A page</title>{detail}")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_chain_of_the_corpus_ends_where_it_must() {
    let cases = own("ssrf/redirects-and-documents.json").as_array().unwrap().clone();
    for case in &cases {
        let (id, expected) = (text(case, "id"), text(case, "expect"));
        let steps: Vec<_> = case["chain"].as_array().unwrap().iter().filter(|step| step.is_array()).collect();
        let replies = steps.iter().map(|step| reply(step));
        let replies: Vec<_> =
            if expected == "block" { replies.chain([page("Followed")]).collect() } else { replies.collect() };
        let internet = Internet::new(replies).await;
        let (found, _) = internet.look("http://public.test/").await;
        match expected.as_str() {
            "block" => {
                assert_eq!(found, None, "{id}");
                assert_eq!(internet.seen().connections(), steps.len(), "{id}");
            }
            "preview-absent" => assert_eq!(found, None, "{id}"),
            "no-credential-forward" => {}
            _ => {
                let found = found.unwrap_or_else(|| panic!("{id}"));
                assert_eq!((found.page.title.as_str(), found.picture), ("A page", None), "{id}");
                assert_eq!(internet.seen().connections(), 1, "{id}");
            }
        }
        internet.check(&id);
        for asked in internet.seen().requests() {
            for header in ["authorization", "cookie", "referer", "origin"] {
                assert_eq!(asked.header(header), "", "{id}");
            }
        }
    }
    assert!(cases.len() >= 20, "{}", cases.len());
}

/// Five redirects are followed, the sixth is not; cookies set on the way are not sent.
#[tokio::test(flavor = "multi_thread")]
async fn redirects_have_an_end() {
    for (redirects, arrives) in [(5, true), (6, false)] {
        let hop =
            |n| Reply::whole(302, HTML, "").header("Location", &format!("/{n}")).header("Set-Cookie", "a=b; Path=/");
        let replies = (1..=redirects).map(hop).chain([page("The end")]).collect();
        let internet = Internet::new(replies).await;
        let (found, _) = internet.look("http://public.test/").await;
        assert_eq!(found.is_some(), arrives);
        assert_eq!(internet.seen().connections(), 6);
        assert!(internet.seen().requests().iter().all(|asked| asked.header("cookie").is_empty()));
        if let Some(found) = found {
            assert_eq!(found.page.url, "http://public.test/5");
        }
    }
}
