//! The bundle is embedded when the server is compiled: a bundle that was built since must be noticed.
//!
//! The macro that embeds it follows only the files it saw, and sees none before the first bundle.

fn main() {
    // A folder that does not exist counts as changed at every build; an empty one does not.
    let _ = std::fs::create_dir_all("../dist/bundle");
    println!("cargo:rerun-if-changed=../dist/bundle");
    println!("cargo:rerun-if-changed=build.rs");
}
