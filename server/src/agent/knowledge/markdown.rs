//! Cuts Markdown at its headings, and long sections at blank lines, never inside a code block.

use crate::core::knowledge::Passage;

/// The longest passage, in characters, unless one block alone is longer.
const LONGEST: usize = 1_200;
/// The longest heading, in characters: every passage below it repeats it.
const LONGEST_HEADING: usize = 200;
/// What stands between headings in a title.
pub(super) const BETWEEN: &str = " › ";

/// The passages of a document; `name` is its relative path and its title until a first heading names it.
pub(super) fn passages(name: &str, url: Option<&str>, text: &str) -> Vec<Passage> {
    let mut cutter = Cutter::new(name, url);
    for line in text.lines() {
        cutter.line(line);
    }
    cutter.finish()
}

struct Cutter<'a> {
    name: &'a str,
    url: Option<&'a str>,
    /// The headings above, with their levels.
    path: Vec<(usize, String)>,
    blocks: Vec<String>,
    block: String,
    fence: Option<String>,
    done: Vec<Passage>,
}

impl<'a> Cutter<'a> {
    fn new(name: &'a str, url: Option<&'a str>) -> Self {
        Self { name, url, path: vec![], blocks: vec![], block: String::new(), fence: None, done: vec![] }
    }

    fn line(&mut self, line: &str) {
        let fenced = self.fence.is_some();
        self.track_fence(line);
        if fenced || self.fence.is_some() {
            return self.push(line);
        }
        match heading(line) {
            Some(heading) => self.enter(heading),
            None if line.trim().is_empty() => self.end_block(),
            None => self.push(line),
        }
    }

    fn track_fence(&mut self, line: &str) {
        let bare = line.trim_start();
        let mark: String = bare.chars().take_while(|c| matches!(c, '`' | '~')).collect();
        self.fence = match self.fence.take() {
            Some(open) if bare.trim_end() == mark && mark.starts_with(&open) => None,
            None if mark.len() >= 3 && (mark.bytes().all(|b| b == b'`') || mark.bytes().all(|b| b == b'~')) => {
                Some(mark)
            }
            state => state,
        };
    }

    fn push(&mut self, line: &str) {
        self.block.push_str(line);
        self.block.push('\n');
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        if !block.trim().is_empty() {
            self.blocks.push(block.trim_end().to_owned());
        }
    }

    fn enter(&mut self, (level, title): (usize, String)) {
        self.end_section();
        self.path.retain(|(above, _)| *above < level);
        self.path.push((level, title.chars().take(LONGEST_HEADING).collect()));
    }

    fn end_section(&mut self) {
        self.end_block();
        let mut passage = String::new();
        for block in std::mem::take(&mut self.blocks) {
            if !passage.is_empty() && passage.chars().count() + block.chars().count() > LONGEST {
                self.add(std::mem::take(&mut passage));
            }
            if !passage.is_empty() {
                passage.push_str("\n\n");
            }
            passage.push_str(&block);
        }
        if !passage.is_empty() {
            self.add(passage);
        }
    }

    fn add(&mut self, text: String) {
        let title = self.title();
        let plain = plain(&format!("{title}\n{text}"));
        let ordinal = u32::try_from(self.done.len()).unwrap_or(u32::MAX);
        let url = self.url.map(|url| self.anchored(url));
        self.done.push(Passage { document: self.name.to_owned(), ordinal, title, url, text, plain });
    }

    fn title(&self) -> String {
        let headings: Vec<&str> = self.path.iter().map(|(_, title)| title.as_str()).collect();
        if headings.is_empty() { stem(self.name) } else { headings.join(BETWEEN) }
    }

    fn anchored(&self, url: &str) -> String {
        self.path
            .last()
            .filter(|(level, _)| *level > 1)
            .map_or_else(|| url.to_owned(), |(_, title)| format!("{url}#{}", slug(title)))
    }

    fn finish(mut self) -> Vec<Passage> {
        self.end_section();
        self.done
    }
}

fn heading(line: &str) -> Option<(usize, String)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let title = line.get(level..)?.strip_prefix(' ')?.trim().trim_end_matches('#').trim();
    ((1..=6).contains(&level) && !title.is_empty()).then(|| (level, title.replace('`', "")))
}

fn stem(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).replace(['-', '_'], " ")
}

fn slug(title: &str) -> String {
    let kept = title.to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// The words without the marks of Markdown.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, '`' | '*' | '#' | '|' | '[' | ']' | '(' | ')' | '>' | '<' | '"') { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_keep_their_path_and_their_code() {
        let text =
            "# Doc\nIntro.\n\n## Set up\n\n```sh\n# not a heading\n\nrun `x`\n```\n\n### Deep\nMore.\n\n## Next\nEnd.";
        let cut = passages("a/doc.md", Some("https://d.test/doc"), text);
        let titles: Vec<_> = cut.iter().map(|passage| passage.title.as_str()).collect();
        assert_eq!(titles, ["Doc", "Doc › Set up", "Doc › Set up › Deep", "Doc › Next"]);
        assert_eq!(cut[1].text, "```sh\n# not a heading\n\nrun `x`\n```");
        assert_eq!(cut[1].url.as_deref(), Some("https://d.test/doc#set-up"));
    }

    #[test]
    fn long_sections_are_cut_between_blocks() {
        let block = "word ".repeat(100);
        let text = format!("{block}\n\n{block}\n\n{block}\n\n{block}");
        let cut = passages("my-notes.txt", None, &text);
        assert_eq!(cut.len(), 2);
        assert!(cut.iter().all(|passage| passage.text.chars().count() <= LONGEST && passage.title == "my notes"));
    }
}
