//! Has the linker leave in what `wasm-split-cli` reads: which function and which data use which.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo::rustc-cdylib-link-arg=--emit-relocs");
    }
}
