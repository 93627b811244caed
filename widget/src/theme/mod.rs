//! The style sheets of all components. Colours and sizes are custom properties, set once in `tokens.css`; the owner's
//! values for them come in the loader's own sheet.

use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, ShadowRoot};

/// Styles of all components, in their order on the screen. They are in a layer, so that the owner's rules outside it
/// override them.
const CSS: &str = concat!(
    "@layer parlor{",
    include_str!("tokens.css"),
    include_str!("../components/frame/frame.css"),
    include_str!("../components/header/header.css"),
    include_str!("../components/transcript/transcript.css"),
    include_str!("../components/message/message.css"),
    include_str!("../components/preview/preview.css"),
    include_str!("../components/content/content.css"),
    include_str!("../components/notice/notice.css"),
    include_str!("../components/composer/composer.css"),
    "}",
);

/// The widget's style sheet in a shadow root, until dropped.
pub(crate) struct Sheet {
    root: ShadowRoot,
    ours: CssStyleSheet,
}

impl Sheet {
    /// Adds the sheet to `root`. `None` in a browser without constructable style sheets.
    pub(crate) fn adopt(root: ShadowRoot) -> Option<Self> {
        let ours = CssStyleSheet::new().ok()?;
        ours.replace_sync(CSS).ok()?;
        let adopted = root.adopted_style_sheets();
        adopted.push(&ours);
        root.set_adopted_style_sheets(&adopted);
        Some(Self { root, ours })
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        let ours: &JsValue = self.ours.as_ref();
        let others = js_sys::Array::new();
        for sheet in self.root.adopted_style_sheets().iter() {
            if *ours != sheet {
                others.push(&sheet);
            }
        }
        self.root.set_adopted_style_sheets(&others);
    }
}
