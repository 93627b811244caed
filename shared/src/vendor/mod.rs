//! The bodies of four vendors' APIs, as their pages define them: one folder per vendor, one file per endpoint.
//!
//! Only the server and the tests read them; the browser bundle is built without this module.

pub mod caty;
pub mod chatbotkit;
pub mod nexon;
pub mod nodeloom;
