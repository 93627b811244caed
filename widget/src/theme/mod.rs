//! The style sheets of all components. Colours and sizes are custom properties, set once in `tokens.css`; what owners chose
//! of them comes in the loader's own sheet.

use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, ShadowRoot};

/// Every component's style, in the order of the screen. In a layer: rules outside of it, which are the owner's, win.
const CSS: &str = concat!(
    "@layer parlor{",
    include_str!("tokens.css"),
    include_str!("../components/frame/frame.css"),
    include_str!("../components/header/header.css"),
    include_str!("../components/transcript/transcript.css"),
    include_str!("../components/message/message.css"),
    include_str!("../components/preview/preview.css"),
    include_str!("../components/feedback/feedback.css"),
    include_str!("../components/content/content.css"),
    include_str!("../components/notice/notice.css"),
    include_str!("../components/contact/contact.css"),
    include_str!("../components/composer/composer.css"),
    "}",
);

/// Our style sheet in somebody's shadow root, until dropped.
pub(crate) struct Sheet {
    root: ShadowRoot,
    ours: CssStyleSheet,
}

impl Sheet {
    /// Adopts it. `None` in a browser without constructable style sheets.
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
