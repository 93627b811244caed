//! The code to paste into a page, form by form.

use super::{Pair, got, refused};

#[tokio::test]
async fn each_form_names_the_widgets_key() {
    let pair = Pair::usual().await;
    let (_, widget, _) = pair.visited().await;
    let (_, keys) = got(&pair.us, &format!("/widgets/{widget}/keys")).await;
    let key = keys["key"].as_str().unwrap();
    for (form, part) in [
        ("", format!("data-key=\"{key}\"")),
        ("?form=script", format!("data-key=\"{key}\"")),
        ("?form=inline", format!("<parlor-chat agent=\"{key}\" layout=\"inline\"")),
        ("?form=frame", format!("/frame/{key}\"")),
        ("?form=noscript", format!("/chat/{key}\"")),
    ] {
        let (status, body) = got(&pair.us, &format!("/widgets/{widget}/embed{form}")).await;
        let html = body["html"].as_str().unwrap_or_default();
        assert!(status == 200 && html.contains(&part) && html.contains(&pair.app.base), "{form}: {body}");
    }
    refused(&got(&pair.us, &format!("/widgets/{widget}/embed?form=odd")).await, 400, Some("form"));
    refused(&got(&pair.them, &format!("/widgets/{widget}/embed")).await, 404, None);
}
