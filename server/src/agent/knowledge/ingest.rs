//! Documents, cut at their headings into passages.

use std::{fs, io, path::Path};

use pulldown_cmark::{Event, Options, Parser, TagEnd};

use super::{blocks, html};
use crate::core::knowledge::Passage;

/// Files of a folder that are read.
const KINDS: &[&str] = &["md", "markdown", "html", "htm", "txt"];
/// Folders inside folders, at most.
const DEEPEST: usize = 8;

/// A document's passages, about 1,200 characters each, longer only where a code block is.
///
/// `document` is its relative path; the ending tells its kind: `.html` and `.htm` are HTML, `.txt` is plain text with
/// numbered headings, anything else is Markdown. With `base_url` each passage links to `<base_url>/<document>#<heading>`.
pub fn passages(document: &str, content: &str, base_url: Option<&str>) -> Vec<Passage> {
    let markdown = match ending(document) {
        "html" | "htm" => html::to_markdown(content),
        "txt" => blocks::headings_of_text(content),
        _ => content.to_owned(),
    };
    let name = Path::new(document).file_stem().and_then(|stem| stem.to_str()).unwrap_or(document);
    let mut passages = Vec::new();
    for section in blocks::sections(&markdown, name) {
        let title = section.headings.join(" › ");
        let url = base_url.map(|base| address(base, document, &section.headings));
        for text in blocks::pieces(&section.lines) {
            let plain = format!("{title}\n{}", plain(&text));
            let ordinal = u32::try_from(passages.len()).unwrap_or(u32::MAX);
            passages.push(Passage { document: document.into(), ordinal, title: title.clone(), url: url.clone(), text, plain });
        }
    }
    passages
}

/// The passages of all Markdown, HTML and text files of a folder and the folders in it, in the order of their paths.
/// Hidden files and other kinds are left out; a file that is not UTF-8 is an error.
pub fn folder(path: &Path) -> io::Result<Vec<Passage>> {
    let mut documents = Vec::new();
    list(path, "", 0, &mut documents)?;
    documents.sort();
    let mut all = Vec::new();
    for document in documents {
        all.extend(passages(&document, &fs::read_to_string(path.join(&document))?, None));
    }
    Ok(all)
}

fn list(path: &Path, prefix: &str, depth: usize, documents: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let document = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() && depth < DEEPEST {
            list(&entry.path(), &format!("{document}/"), depth + 1, documents)?;
        } else if kind.is_file() && KINDS.contains(&ending(&name)) {
            documents.push(document);
        }
    }
    Ok(())
}

fn ending(document: &str) -> &str {
    document.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn address(base: &str, document: &str, headings: &[String]) -> String {
    let page = format!("{}/{document}", base.trim_end_matches('/'));
    match headings {
        [_, .., last] => format!("{page}#{}", anchor(last)),
        _ => page,
    }
}

/// A heading as most renderers make it an anchor: `Strict CSP` is `strict-csp`.
fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    heading.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Markdown without its markup; blocks are separated by line ends.
pub(super) fn plain(markdown: &str) -> String {
    let mut plain = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => plain.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::TableRow | TagEnd::TableHead) => plain.push('\n'),
            _ => {}
        }
    }
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUIDE: &str = "# Guide\n\nHello *there*.\n\n## Install\n\nRun:\n\n```sh\n# not a heading\nmake\n```\n\n### On Windows\n\nDo not.\n";

    #[test]
    fn a_document_is_cut_at_its_headings_and_code_is_no_heading() {
        let all = passages("a/guide.md", GUIDE, Some("https://example.com/docs/"));
        let titles: Vec<_> = all.iter().map(|p| p.title.as_str()).collect();
        assert_eq!(titles, ["Guide", "Guide › Install", "Guide › Install › On Windows"]);
        assert_eq!(all[1].text, "Run:\n\n```sh\n# not a heading\nmake\n```");
        assert_eq!(all[0].plain, "Guide\nHello there.");
        assert_eq!(all[0].url.as_deref(), Some("https://example.com/docs/a/guide.md"));
        assert_eq!(all[2].url.as_deref(), Some("https://example.com/docs/a/guide.md#on-windows"));
        assert_eq!(all.iter().map(|p| p.ordinal).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn a_document_without_headings_goes_by_its_name() {
        assert_eq!(passages("notes.md", "Some words.", None)[0].title, "notes");
        assert!(passages("empty.md", " \n\n", None).is_empty());
    }

    #[test]
    fn a_folder_is_read_with_the_folders_in_it_and_without_other_files() {
        let folder_ = tempfile::tempdir().unwrap();
        fs::create_dir(folder_.path().join("sub")).unwrap();
        for (name, text) in [("b.md", "# B\nb"), ("sub/a.html", "<h1>A</h1><p>a"), (".hidden.md", "x"), ("image.png", "x")] {
            fs::write(folder_.path().join(name), text).unwrap();
        }
        let documents: Vec<_> = folder(folder_.path()).unwrap().into_iter().map(|p| (p.document, p.title)).collect();
        assert_eq!(documents, [("b.md".into(), "B".into()), ("sub/a.html".to_owned(), "A".to_owned())]);
    }
}
