//! Tokens: HS256, one audience each, each with a key of its own.
//!
//! | Audience | For | Good for |
//! |---|---|---|
//! | `widget` | a visitor in one conversation of one widget | 60 minutes |
//! | `session` | a conversation opened by an owner's program | as long as asked, at most 24 hours |
//! | `owner` | a sign-in | 12 hours, or until signing out |
//! | `upload` | one file that was announced for a conversation | 15 minutes |
//!
//! Stricter than the JWT library: the header may say `alg` and `typ` and nothing else (so no `kid`, `jku`, `x5u`,
//! `crit`, `b64` or `zip` is ever acted upon), claims must have their right type and stand once, and no token may
//! outlive its audience's time, even with a valid signature.

mod keys;
mod owner;
mod session;
mod signer;
mod upload;
mod visitor;

pub use keys::{InvalidToken, Minted, ShortSecret, TokenKey};
pub(super) use keys::{LEEWAY, LONGEST, plain_header};
pub use owner::OwnerClaims;
pub use session::{LONGEST_SESSION_TOKEN, SessionClaims};
pub use signer::Signer;
pub use upload::Announced;
pub use visitor::{Claims, LIFETIME, Pass};
