//! The page that shows the API's description works under its strict policy. With `PARLOR_SHOTS=folder` it is kept there as a
//! picture.

use anyhow::Result;
use parlor_tests::{
    browser::{Stage, until},
    repertoire::Repertoire,
};

#[tokio::test]
async fn the_reference_works_under_its_policy() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    stage.browser.goto(&stage.app.url("/docs/")).await?;
    until("the operations", || async {
        let shown: usize = stage.browser.eval("return document.querySelectorAll('.opblock').length", vec![]).await?;
        Ok((shown > 50).then_some(()))
    })
    .await?;
    // Filled by the one style element there is.
    let logo = "return getComputedStyle(document.querySelector('.topbar-wrapper svg [class$=cls-3]')).fill";
    let fill: String = stage.browser.eval(logo, vec![]).await?;
    assert_eq!(fill, "rgb(133, 234, 45)", "the logo's style was refused");
    stage.keep_picture("reference").await?;
    stage.close().await
}
