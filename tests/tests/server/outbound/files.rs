//! Files that visitors give as an address.

use std::time::Instant;

use parlor::core::conversation::attachment::{Fetch as _, Unfetched, Upload};
use parlor_tests::{
    corpora::own,
    upstream::{Act, Reply},
};

use crate::outbound::internet::{Internet, PATIENCE, text};

const MOST: u64 = 1_000;

fn notes(bytes: usize) -> Reply {
    Reply::whole(200, "text/plain; charset=utf-8", &"a".repeat(bytes))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_file_comes_with_a_name_and_a_type() {
    for (address, name) in [
        ("http://public.test/a/notes.txt?download=1", "notes.txt"),
        ("http://public.test/notes", "notes.txt"),
        ("http://public.test/", "file.txt"),
    ] {
        let internet = Internet::new(vec![notes(1_000)]).await;
        let Upload { name: its, media_type, bytes } = internet.files.fetch(address, MOST).await.unwrap();
        assert_eq!((its.as_str(), media_type.as_deref(), bytes.len()), (name, Some("text/plain"), 1_000));
        assert_eq!(internet.seen().requests()[0].header("authorization"), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_cut_off() {
    let internet = Internet::new(vec![notes(1_001)]).await;
    assert_eq!(internet.files.fetch("http://public.test/a", MOST).await.unwrap_err(), Unfetched::TooLarge);
}

/// Absent, broken off, silent, refused and inside are the same answer after the same time.
#[tokio::test(flavor = "multi_thread")]
async fn how_long_it_takes_tells_nothing() {
    let broken = Reply::made(200, "text/plain", [Act::send("half"), Act::Close]);
    for (reply, address) in [
        (Reply::whole(404, "text/plain", "no"), "http://public.test/a"),
        (broken, "http://public.test/a"),
        (notes(1), "http://169.254.169.254/latest/meta-data"),
        (notes(1), "http://localhost/a"),
        (notes(1), "file:///etc/passwd"),
        (notes(1), "nothing"),
        (Reply::whole(302, "text/plain", "").header("Location", "http://127.0.0.1/"), "http://public.test/a"),
    ] {
        let internet = Internet::new(vec![reply]).await;
        let begun = Instant::now();
        assert_eq!(internet.files.fetch(address, MOST).await.unwrap_err(), Unfetched::Nothing, "{address}");
        let late = begun.elapsed().saturating_sub(PATIENCE.total);
        assert!(begun.elapsed() >= PATIENCE.total && late.as_millis() < 300, "{address}: {late:?} late");
        internet.check(address);
    }
}

/// Every address of the corpus that is not public is refused here as well.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_inside_is_asked() {
    let internet = Internet::new(vec![notes(1)]).await;
    let cases = own("ssrf/ssrf-urls.json").as_array().unwrap().clone();
    let blocked: Vec<_> =
        cases.iter().filter(|case| case["verdict"] == "block").map(|case| text(case, "url")).collect();
    assert!(blocked.len() > 50, "{}", blocked.len());
    let asked = blocked.iter().map(|address| internet.files.fetch(address, MOST));
    for (address, found) in blocked.iter().zip(futures_util::future::join_all(asked).await) {
        assert_eq!(found.unwrap_err(), Unfetched::Nothing, "{address}");
    }
    internet.check("every blocked address");
}
