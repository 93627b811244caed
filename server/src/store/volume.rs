//! The free space of the disk a folder is on.

use std::{io, path::PathBuf};

use crate::core::disk::FreeSpace;

/// The disk of a folder.
#[derive(Clone, Debug)]
pub struct Volume(PathBuf);

impl Volume {
    /// The one this file or folder is on, or will be: its nearest folder that is there.
    pub fn of(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }
}

impl FreeSpace for Volume {
    fn free(&self) -> io::Result<u64> {
        let there = self.0.ancestors().find(|path| path.exists());
        // The nearest folder of a name without one is the current one.
        let folder = there.filter(|path| !path.as_os_str().is_empty()).unwrap_or(std::path::Path::new("."));
        let space = rustix::fs::statvfs(folder)?;
        Ok(space.f_bavail.saturating_mul(space.f_frsize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_yet_has_a_disk() {
        for path in ["parlor.db", "no-such-folder/parlor.db", "/no-such-folder/x/parlor.db", "/tmp", "."] {
            assert!(Volume::of(path).free().unwrap() > 0, "{path}");
        }
    }
}
