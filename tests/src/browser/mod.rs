//! A real browser, driven over WebDriver.

mod axe;
mod chat;
mod chromedriver;
mod driver;
mod library;
mod pages;
mod stage;
mod wait;

pub use axe::Report;
pub use chat::Chat;
pub use driver::Browser;
pub use library::{framework, library};
pub use pages::{Page, Pages};
pub use stage::Stage;
pub use wait::{until, until_equal};
