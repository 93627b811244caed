//! From the widget to the page: the same visitor, the same conversation, and the secret in no address.

use anyhow::Result;
use parlor_tests::{app::TestApp, databases::Backend, repertoire::Repertoire, visitor::ORIGIN};
use reqwest::{Response, header};

use super::tab::{Tab, field, filled, path};

async fn hand_over(tab: &Tab<'_>, origin: &str, secret: &str) -> Result<Response> {
    let post = filled(tab.client.post(tab.app.url(&path())), &[("visitor", secret)]).header(header::ORIGIN, origin);
    Ok(post.send().await?)
}

/// The button of the page that asks, pressed; not sent yet.
fn agreed(tab: &Tab<'_>, html: &str) -> reqwest::RequestBuilder {
    let hidden = ["key", "seal"].map(|name| (name, field(html, name)));
    let mut fields: Vec<_> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("do", "adopt"));
    filled(tab.client.post(tab.app.url(&path())), &fields).header(header::ORIGIN, &tab.app.base)
}

#[tokio::test]
async fn the_widgets_conversation_goes_on_when_the_visitor_says_so() -> Result<()> {
    let app = TestApp::start(Backend::Temporary, Repertoire::default().agents()).await?;
    let widget = app.visitor().await?;
    widget.ask("said in the widget").await?;
    let mut tab = Tab::new(&app);
    let reply = hand_over(&tab, ORIGIN, &widget.secret).await?;
    assert_eq!(reply.status(), 200);
    tab.keep(&reply);
    assert!(tab.cookie.starts_with("parlor-offer="), "not the visitor's cookie yet: {}", tab.cookie);
    let html = reply.text().await?;
    assert!(!html.contains(&widget.secret) && !html.contains("http-equiv"), "nothing happens by itself: {html}");
    let reply = agreed(&tab, &html).header(header::COOKIE, &tab.cookie).send().await?;
    assert_eq!(reply.status(), 303);
    let cookies: Vec<_> = reply.headers().get_all(header::SET_COOKIE).iter().map(|it| it.to_str().unwrap()).collect();
    assert!(cookies[1].starts_with("parlor-offer=; ") && cookies[1].contains("Max-Age=0"), "{cookies:?}");
    tab.keep(&reply);
    assert_eq!(tab.secret(), widget.secret);
    tab.reload().await?;
    assert_eq!(tab.rows()[1..], ["said in the widget", "said in the widget"]);
    tab.say("said on the page").await?;
    assert_eq!(widget.history().await?.len(), 4);
    Ok(())
}

/// A ticket is good in the browser that was asked, and nowhere else; no form of another site uses it.
#[tokio::test]
async fn an_offer_is_for_one_browser() -> Result<()> {
    let app = TestApp::start(Backend::Temporary, Repertoire::default().agents()).await?;
    let (mine, theirs) = (app.visitor().await?, app.visitor().await?);
    let mut tab = Tab::new(&app);
    let reply = hand_over(&tab, ORIGIN, &mine.secret).await?;
    tab.keep(&reply);
    let (html, cookie) = (reply.text().await?, tab.cookie.clone());
    let other = hand_over(&tab, ORIGIN, &theirs.secret).await?;
    tab.keep(&other);
    let refused = async |request: reqwest::RequestBuilder| {
        let reply = request.send().await?;
        assert_eq!(reply.status(), 403);
        assert!(!reply.headers().contains_key(header::SET_COOKIE));
        anyhow::Ok(())
    };
    refused(agreed(&tab, &html)).await?;
    refused(agreed(&tab, &html).header(header::COOKIE, &tab.cookie)).await?;
    refused(agreed(&tab, "").header(header::COOKIE, &cookie)).await?;
    let fields = ["key", "seal"].map(|name| (name, field(&html, name)));
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str())).chain([("do", "adopt")]);
    let fields: Vec<_> = fields.collect();
    let sent = |name: &'static str, value: &'static str| {
        let form = filled(tab.client.post(tab.app.url(&path())), &fields).header(header::COOKIE, &cookie);
        if name.is_empty() { form } else { form.header(name, value) }
    };
    for (name, value) in [
        ("Origin", ORIGIN),
        ("Origin", "https://evil.test"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Referer", "https://evil.test/page"),
    ] {
        refused(sent(name, value)).await?;
    }
    assert_eq!(sent("", "").send().await?.status(), 303, "a browser that says nothing has the ticket and the cookie");
    Ok(())
}

/// Another site hands nobody over, and a secret that is none opens the page as for anybody.
#[tokio::test]
async fn only_listed_pages_hand_over() -> Result<()> {
    let app = TestApp::start(Backend::Temporary, Repertoire::default().agents()).await?;
    let widget = app.visitor().await?;
    let tab = Tab::new(&app);
    for origin in ["https://evil.test", "null"] {
        let reply = hand_over(&tab, origin, &widget.secret).await?;
        assert_eq!(reply.status(), 403);
        assert!(!reply.headers().contains_key(header::SET_COOKIE));
    }
    for secret in ["", "0123456789abcdef0123456789abcdef", "a;b", "a\r\nSet-Cookie: b=c"] {
        let reply = hand_over(&tab, ORIGIN, secret).await?;
        assert_eq!(reply.status(), 200);
        assert!(!reply.headers().contains_key(header::SET_COOKIE), "{secret:?}");
    }
    Ok(())
}

/// Without a list, or with a list of everybody, a form from anywhere would be as good as one of the owner's pages.
#[tokio::test]
async fn without_a_list_nobody_is_handed_over() -> Result<()> {
    let app = TestApp::start(Backend::Temporary, Repertoire::default().agents()).await?;
    let widget = app.visitor().await?;
    let tab = Tab::new(&app);
    for list in [vec![], vec!["*".to_owned()]] {
        app.change_widget(|it| it.allowed_origins = list.clone()).await?;
        for origin in ["https://evil.test", ORIGIN] {
            let reply = hand_over(&tab, origin, &widget.secret).await?;
            assert_eq!(reply.status(), 200);
            assert!(!reply.headers().contains_key(header::SET_COOKIE), "{list:?} {origin}");
            assert!(!reply.text().await?.contains("adopt"), "{list:?} {origin}");
        }
    }
    Ok(())
}

/// A link on another site does not bring the cookie: the page asks itself once more, and only once.
#[tokio::test]
async fn a_link_from_elsewhere_finds_the_conversation() -> Result<()> {
    let app = TestApp::start(Backend::Temporary, Repertoire::default().agents()).await?;
    let tab = Tab::new(&app);
    let look =
        async |path: &str| anyhow::Ok(tab.get(path).header("Sec-Fetch-Site", "cross-site").send().await?.text().await?);
    assert!(look(&path()).await?.contains("http-equiv=\"refresh\""));
    let html = look(&format!("{}?from=here", path())).await?;
    assert!(!html.contains("http-equiv") && html.contains("<textarea"), "{html}");
    Ok(())
}
