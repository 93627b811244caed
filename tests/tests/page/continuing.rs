//! From the widget to the page: the same visitor, the same conversation, and the secret in no address.

use anyhow::Result;
use parlor_tests::{app::TestApp, databases::Backend, repertoire::Repertoire, visitor::ORIGIN};
use reqwest::{Response, header};

use super::tab::{Tab, filled, path};

async fn hand_over(tab: &Tab<'_>, origin: &str, secret: &str) -> Result<Response> {
    let post = filled(tab.client.post(tab.app.url(&path())), &[("visitor", secret)]).header(header::ORIGIN, origin);
    Ok(post.send().await?)
}

#[tokio::test]
async fn the_widgets_conversation_goes_on() -> Result<()> {
    let app = TestApp::start(Backend::Memory, Repertoire::default().agents()).await?;
    let widget = app.visitor().await?;
    widget.ask("said in the widget").await?;
    let mut tab = Tab::new(&app);
    let reply = hand_over(&tab, ORIGIN, &widget.secret).await?;
    assert_eq!(reply.status(), 200);
    tab.keep(&reply);
    let html = reply.text().await?;
    // Not a redirect: the cookie comes along only when our own page asks.
    assert!(html.contains(&format!("content=\"0; url={}?from=here\"", path())), "{html}");
    assert!(!html.contains(&widget.secret) && tab.secret() == widget.secret);
    tab.reload().await?;
    assert_eq!(tab.rows()[1..], ["said in the widget", "said in the widget"]);
    tab.say("said on the page").await?;
    assert_eq!(widget.history().await?.len(), 4);
    Ok(())
}

/// Another site hands nobody over, and a secret that is none opens the page as for anybody.
#[tokio::test]
async fn only_listed_pages_hand_over() -> Result<()> {
    let app = TestApp::start(Backend::Memory, Repertoire::default().agents()).await?;
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

/// A link on another site does not bring the cookie: the page asks itself once more, and only once.
#[tokio::test]
async fn a_link_from_elsewhere_finds_the_conversation() -> Result<()> {
    let app = TestApp::start(Backend::Memory, Repertoire::default().agents()).await?;
    let tab = Tab::new(&app);
    let look =
        async |path: &str| anyhow::Ok(tab.get(path).header("Sec-Fetch-Site", "cross-site").send().await?.text().await?);
    assert!(look(&path()).await?.contains("http-equiv=\"refresh\""));
    let html = look(&format!("{}?from=here", path())).await?;
    assert!(!html.contains("http-equiv") && html.contains("<textarea"), "{html}");
    Ok(())
}
