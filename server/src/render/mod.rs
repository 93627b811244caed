//! Markdown to nodes: `core::render::Render`.
