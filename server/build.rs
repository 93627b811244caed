//! Migrations and the bundle are compiled in: build again when they change.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=../dist/bundle");
    println!("cargo:rerun-if-changed=../docs");
}
