//! Migrations, the documentation and the bundle are compiled in: what was changed since must be noticed.
//!
//! The macro that embeds the bundle follows only the files it saw, and sees none before the first bundle.

fn main() {
    // A folder that does not exist counts as changed at every build; an empty one does not.
    let _ = std::fs::create_dir_all("../dist/bundle");
    for path in ["../dist/bundle", "../docs", "migrations", "build.rs"] {
        println!("cargo:rerun-if-changed={path}");
    }
}
