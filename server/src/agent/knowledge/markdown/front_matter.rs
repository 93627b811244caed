//! The front matter between `---` (or `+++`) above a document: a title and words to find it by.
//!
//! It is read line by line: what people write there is often no valid YAML (`title: Refunds: how`), and a few fields of a
//! few lines are all that is wanted.

/// Front matter ends within so many bytes.
const LONGEST: usize = 16 * 1024;
/// Fields with words that people ask for.
const WORDS: [&str; 14] = [
    "title",
    "subtitle",
    "description",
    "summary",
    "tags",
    "tag",
    "keywords",
    "keyword",
    "categories",
    "category",
    "topics",
    "aliases",
    "synonyms",
    "questions",
];

/// The fields that are used.
#[derive(Default, PartialEq, Debug)]
pub(super) struct FrontMatter {
    pub(super) title: Option<String>,
    /// Words, apart from the title's.
    pub(super) terms: String,
}

/// The front matter, and the text below it.
pub(super) fn split(text: &str) -> (FrontMatter, &str) {
    read(text).unwrap_or_else(|| (FrontMatter::default(), text))
}

fn read(text: &str) -> Option<(FrontMatter, &str)> {
    let fence = text.lines().next()?.trim_end();
    let assigns = match fence {
        "---" => ':',
        "+++" => '=',
        _ => return None,
    };
    let mut front = FrontMatter::default();
    let mut field = None;
    let mut fields = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (begin, bare) = (at, line.trim());
        at += line.len();
        if at > LONGEST {
            return None;
        }
        if begin == 0 {
            continue;
        }
        if (bare == fence || (bare == "..." && fence == "---")) && (fields > 0 || begin == line.len()) {
            return Some((front, &text[at..]));
        }
        if let Some((key, value)) = key_value(line, assigns) {
            fields += 1;
            field = WORDS.into_iter().find(|known| *known == key);
            front.add(field, value);
        } else if !bare.is_empty() && !bare.starts_with('#') {
            // A rule above a text is no front matter.
            if fields == 0 {
                return None;
            }
            front.add(field, bare.trim_start_matches("- "));
        }
    }
    None
}

/// The name of a field at the beginning of a line, in lower case, and what follows.
fn key_value(line: &str, assigns: char) -> Option<(String, &str)> {
    let (key, value) = line.split_once(assigns)?;
    let key = if assigns == '=' { key.trim() } else { key };
    let sound = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '));
    let begins = key.starts_with(|c: char| c.is_alphabetic())
        && (value.is_empty() || value.starts_with([' ', '\t', '\n', '\r']));
    (sound && begins).then(|| (key.trim().to_lowercase(), value.trim()))
}

impl FrontMatter {
    fn add(&mut self, field: Option<&str>, value: &str) {
        let block = matches!(value, "|" | ">" | "|-" | ">-" | "|+" | ">+");
        let Some(field) = field.filter(|_| !block) else { return };
        let words = unquoted(value);
        if field == "title" && self.title.is_none() && !words.is_empty() {
            self.title = Some(words);
        } else if !words.is_empty() {
            let between = if self.terms.is_empty() { "" } else { " " };
            self.terms.push_str(between);
            self.terms.push_str(&words);
        }
    }
}

/// The words of a value: `"a"`, `[a, "b"]`, `{a: b}`.
fn unquoted(value: &str) -> String {
    let is_list = value.starts_with('[') || value.starts_with('{');
    let marks: &[char] = if is_list { &['[', ']', '{', '}', '"', '\'', ','] } else { &[] };
    let value = value.trim_matches(['"', '\'']);
    let spaced: String = value.chars().map(|c| if marks.contains(&c) { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front(text: &str) -> (Option<String>, String, &str) {
        let (FrontMatter { title, terms }, body) = split(text);
        (title, terms, body)
    }

    #[test]
    fn titles_and_words_are_taken() {
        let text = "---\ntitle: \"Refunds: how\"\ndate: 2024-03-01\ntags: [policy, 'money back']\nkeywords:\n  - cash\n  - card\ndescription: >\n  Two\n  lines\n---\n# A\n";
        assert_eq!(front(text), (Some("Refunds: how".into()), "policy money back cash card Two lines".into(), "# A\n"));
        assert_eq!(front("+++\ntitle = \"T\"\ndraft = true\n+++\nx"), (Some("T".into()), String::new(), "x"));
        assert_eq!(front("---\r\ntitle: Größe\r\n---\r\nx"), (Some("Größe".into()), String::new(), "x"));
        assert_eq!(front("---\nTitle: A: b\n...\nx").0.as_deref(), Some("A: b"));
        assert_eq!(front("---\n---\nx").2, "x");
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        for text in [
            "---\n\n# A\n\n---\n\nb",
            "---\ntext\n---\nmore",
            "--- \n",
            "---\ntitle: never ends",
            "a\n---\nb: c\n---\n",
            "",
        ] {
            assert_eq!(front(text), (None, String::new(), text), "{text:?}");
        }
        let long = format!("---\ntitle: a\n{}\n---\nx", "b: c\n".repeat(10_000));
        assert_eq!(front(&long).0, None);
    }
}
