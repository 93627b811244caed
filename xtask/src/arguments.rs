//! Arguments of commands that take none.

use anyhow::{Result, bail};

/// Refuses arguments where a command takes none, so that a typing error is not silently ignored.
pub(crate) fn no_arguments(command: &str, rest: &[String]) -> Result<()> {
    match rest.first() {
        Some(unknown) => bail!("`cargo xtask {command}` does not know {unknown:?}; see `cargo xtask {command} --help`"),
        None => Ok(()),
    }
}
