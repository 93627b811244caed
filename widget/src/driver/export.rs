//! Taking the conversation away: as a file, on paper, or for good.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlElement, Response, Url, Window};

use super::App;
use crate::{
    chat::{Event, Failure},
    hooks::Timer,
};

/// How long a file may be fetched by the browser after we gave it, and how often a page to print is looked at.
const FILE_MS: i32 = 60_000;
const LOOK_MS: i32 = 100;

impl App {
    /// Saves the conversation as a file: `md`, `html` or `json`. `print`: opens the page of `html` and prints it.
    pub(crate) fn export(self, format: &'static str) {
        let print = format == "print";
        // Opened at once, while the visitor's press still allows it.
        let page = if print { web_sys::window().and_then(|window| window.open().ok().flatten()) } else { None };
        let format = if print { "html" } else { format };
        spawn_local(async move {
            let file = async {
                let reply = self.ask("GET", &["/conversation/export?format=", format].concat()).await?;
                address_of(reply).await.ok_or(Failure::NETWORK)
            };
            match (file.await, page) {
                (Ok(url), Some(page)) => {
                    let _ = page.location().replace(&url);
                    self.print(page, 50);
                }
                (Ok(url), None) => self.save(url, format),
                (Err(failure), page) => {
                    if let Some(page) = page {
                        let _ = page.close();
                    }
                    self.handle(Event::NoHistory(failure));
                }
            }
        });
    }

    fn save(self, url: String, format: &str) {
        let document = web_sys::window().and_then(|window| window.document());
        let Some(link) = document.and_then(|document| document.create_element("a").ok()) else { return };
        // Names are constants, which no browser refuses.
        let _ = link.set_attribute("href", &url);
        let _ = link.set_attribute("download", &["conversation.", format].concat());
        link.unchecked_into::<HtmlElement>().click();
        let timer = Timer::after(FILE_MS, move || drop(Url::revoke_object_url(&url)));
        self.update(|inner| inner.printing = timer);
    }

    /// Prints a page once it is there.
    fn print(self, page: Window, looks: u32) {
        let there = page.location().href().is_ok_and(|href| href.starts_with("blob:"))
            && page.document().is_some_and(|document| document.ready_state() == "complete");
        if there {
            let _ = page.print();
        } else if looks > 0 {
            let timer = Timer::after(LOOK_MS, move || self.print(page.clone(), looks - 1));
            self.update(|inner| inner.printing = timer);
        }
    }

    /// Deletes everything of this visitor, on the server and here, in all tabs.
    pub(crate) fn erase(self) {
        spawn_local(async move {
            match self.ask("DELETE", "/me").await {
                Ok(_) => {
                    self.call_out("gone", "", "");
                    self.forget();
                    self.announcement.try_set(self.texts.get_now("erased"));
                }
                Err(failure) => self.handle(Event::NoHistory(failure)),
            }
        });
    }
}

async fn address_of(reply: Response) -> Option<String> {
    let blob: Blob = JsFuture::from(reply.blob().ok()?).await.ok()?.unchecked_into();
    Url::create_object_url_with_blob(&blob).ok()
}
