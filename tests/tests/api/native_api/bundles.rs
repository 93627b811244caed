//! Files of earlier versions of the widget, which pages may still ask for after an upgrade.

use bytes::Bytes;
use parlor_tests::script::Script;

use crate::native_api::caller::app;

const LOADER: &str = "v/0123456789abcdef/widget.js";
const PART: &str = "assets/rare-fedcba9876543210.js";

#[tokio::test]
async fn an_earlier_version_is_served_for_good() {
    let app = app(&Script::says(&["Hello"])).await;
    let file = |name: &str, text: &'static str| (name.to_owned(), Bytes::from_static(text.as_bytes()));
    let files =
        vec![file(PART, "part"), file(&format!("{PART}.br"), "smaller"), file(&format!("{LOADER}.br"), "small")];
    app.state.bundles.keep(file(LOADER, "loader"), files).await.unwrap();
    // A version that is there is not written again.
    app.state.bundles.keep(file(LOADER, "other"), vec![file(PART, "other")]).await.unwrap();
    let get = async |path: &str, encoding: &str| {
        let request = app.client.get(app.url(path)).header("Accept-Encoding", encoding);
        request.header("Origin", "https://shop.example.com").send().await.unwrap()
    };
    for (path, encoding, text) in [
        (LOADER, "identity", "loader"),
        (LOADER, "br", "small"),
        (PART, "gzip", "part"),
        (PART, "gzip, deflate, br", "smaller"),
    ] {
        let response = get(&format!("/{path}"), encoding).await;
        assert_eq!(response.status(), 200, "{path}");
        let headers = response.headers().clone();
        assert_eq!(headers["content-type"], "text/javascript; charset=utf-8");
        assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(headers["access-control-allow-origin"], "*");
        assert_eq!(headers.get("content-encoding").is_some(), encoding.contains("br"), "{path} {encoding}");
        assert_eq!(response.text().await.unwrap(), text, "{path} {encoding}");
    }
}

#[tokio::test]
async fn no_other_file_of_the_store_has_an_address() {
    let app = app(&Script::says(&["Hello"])).await;
    for path in [
        "/v/0123456789abcdef/widget.js",
        "/v/x/widget.js",
        "/v/..%2F..%2Fsecret/widget.js",
        "/assets/rare-fedcba9876543210.js",
        "/assets/rare-fedcba9876543210.js.br",
        "/assets/..%2F0123456789abcdef",
        "/assets/..%2f..%2fcheck-config%2f0123456789abcdef",
    ] {
        let response = app.client.get(app.url(path)).send().await.unwrap();
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-store", "a file that comes later is found: {path}");
    }
}
