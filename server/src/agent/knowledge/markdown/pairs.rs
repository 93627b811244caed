//! Questions and their answers, as people write them into documents: `Q:` and `A:` in many languages, a question in bold
//! type, a question on a line of its own, `<details>`. Each question becomes a heading of its own kind, so that a passage
//! is a question with its answer.

use std::borrow::Cow;

use crate::documents::marks::{END_OF_ANSWERS, QUESTION};

/// An answer begins within so many lines.
const AHEAD: usize = 8;
/// The longest question on a line of its own, in characters.
const LONGEST: usize = 200;
/// So many questions on lines of their own make a list of questions.
const FEW: usize = 2;

/// The marks before a question, and before its answer; lower case.
type Marks = (&'static [&'static str], &'static [&'static str]);

const MARKS: &[Marks] = &[
    (&["q", "question"], &["a", "answer", "r"]),
    (&["f", "frage"], &["a", "antwort"]),
    (&["q", "question"], &["réponse", "r"]),
    (&["p", "pregunta"], &["r", "respuesta"]),
    (&["p", "pergunta"], &["r", "resposta"]),
    (&["d", "domanda"], &["r", "risposta"]),
    (&["î", "întrebare", "intrebare"], &["r", "răspuns", "raspuns"]),
    (&["v", "vraag"], &["a", "antwoord"]),
    (&["s", "soru"], &["c", "cevap"]),
    (&["в", "вопрос"], &["о", "ответ"]),
    (&["п", "п", "питання", "запитання"], &["в", "відповідь"]),
    (&["p", "pytanie"], &["o", "odpowiedź"]),
    (&["ε", "ερώτηση"], &["α", "απάντηση"]),
    (&["س", "سؤال"], &["ج", "جواب"]),
    (&["ש", "שאלה"], &["ת", "תשובה"]),
    (&["प्रश्न", "प्र"], &["उत्तर", "उ"]),
    (&["ถาม", "คำถาม"], &["ตอบ", "คำตอบ"]),
    (&["hỏi", "h"], &["đáp", "trả lời", "đ"]),
    (&["问", "問", "问题", "質問", "q"], &["答", "回答", "答案", "a"]),
    (&["문", "질문", "q"], &["답", "답변", "a"]),
];

/// The text with its questions marked.
pub(super) fn marked(text: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = text.lines().collect();
    let mut marker =
        Marker { bare: has_bare_questions(&lines), lines, at: 0, fence: None, out: String::new(), copied: 0 };
    marker.run();
    if marker.out.is_empty() {
        return Cow::Borrowed(text);
    }
    marker.copy();
    Cow::Owned(marker.out)
}

struct Marker<'a> {
    lines: Vec<&'a str>,
    at: usize,
    fence: Option<&'a str>,
    /// Questions on lines of their own are questions here.
    bare: bool,
    out: String,
    /// Lines that are in `out`.
    copied: usize,
}

impl<'a> Marker<'a> {
    fn run(&mut self) {
        while let Some(line) = self.lines.get(self.at).copied() {
            if self.in_code(line) || !self.is_question(line) {
                self.at += 1;
            }
        }
    }

    fn in_code(&mut self, line: &'a str) -> bool {
        let bare = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (self.fence, mark) {
            (None, Some(mark)) => self.fence = Some(mark),
            (Some(open), Some(mark)) if open == mark && bare.trim_end().chars().all(|c| mark.contains(c)) => {
                self.fence = None;
                return true;
            }
            _ => {}
        }
        self.fence.is_some()
    }

    /// Copies the lines before this one.
    fn copy(&mut self) {
        for line in &self.lines[self.copied..self.at.min(self.lines.len())] {
            self.out.push_str(line);
            self.out.push('\n');
        }
        self.copied = self.at;
    }

    /// Puts a question in place of so many lines; its answer begins with `rest`.
    fn put(&mut self, question: &str, lines: usize, rest: &str) {
        self.copy();
        let question = question.split_whitespace().collect::<Vec<_>>().join(" ");
        let rest = rest.trim();
        self.out.extend(["\n###### ", &question.replace('#', "\\#"), " ", QUESTION, "\n\n", rest, "\n"]);
        self.at += lines;
        self.copied = self.at;
    }

    fn is_question(&mut self, line: &str) -> bool {
        // Most lines are none of these.
        if line.len() > 4 * LONGEST || line.trim().is_empty() || line.starts_with("    ") {
            return false;
        }
        self.marked(line) || self.summary(line) || self.bold(line) || self.bare(line)
    }

    /// `Q: …` and `A: …`, on lines of their own or on one.
    fn marked(&mut self, line: &str) -> bool {
        for (questions, answers) in MARKS {
            let Some(question) = after(line, questions) else { continue };
            let mut whole = question.to_owned();
            if let Some((question, answer)) = within(&whole, answers) {
                let (question, answer) = (question.to_owned(), answer.to_owned());
                self.put(&unmarked(&question), 1, &answer);
                return true;
            }
            for ahead in 1..=AHEAD {
                let Some(next) = self.lines.get(self.at + ahead).copied() else { break };
                if let Some(answer) = after(next, answers).filter(|_| is_likely(line, &whole)) {
                    self.put(&unmarked(&whole), ahead + 1, answer);
                    return true;
                }
                if after(next, questions).is_some() || next.starts_with('#') || whole.len() > 4 * LONGEST {
                    break;
                }
                whole.push(' ');
                whole.push_str(next.trim());
            }
        }
        false
    }

    /// `<summary>…</summary>`, `</details>`.
    fn summary(&mut self, line: &str) -> bool {
        let bare = line.trim();
        if bare == "<details>" || bare == "<details open>" {
            self.copy();
            self.at += 1;
            self.copied = self.at;
            // Something was changed, even when nothing was copied.
            self.out.push('\n');
            return true;
        }
        if bare == "</details>" {
            self.copy();
            self.out.extend(["\n", END_OF_ANSWERS, "\n\n"]);
            self.at += 1;
            self.copied = self.at;
            return true;
        }
        let bare = bare.strip_prefix("<details>").unwrap_or(bare).trim();
        let Some((question, rest)) = bare.strip_prefix("<summary>").and_then(|rest| rest.split_once("</summary>"))
        else {
            return false;
        };
        let is_plain = !question.contains('<') && !question.trim().is_empty();
        if is_plain {
            let (question, rest) = (question.to_owned(), rest.to_owned());
            self.put(&question, 1, &rest);
        }
        is_plain
    }

    /// A question in bold type, alone on its line.
    fn bold(&mut self, line: &str) -> bool {
        let bare = numbered(line);
        let Some(question) = between(bare, "**").or_else(|| between(bare, "__")) else { return false };
        let is = asks(question) && self.has_answer();
        if is {
            self.put(question, 1, "");
        }
        is
    }

    /// A question that is a paragraph, or the first line of one.
    fn bare(&mut self, line: &str) -> bool {
        let is = self.bare && is_bare_question(&self.lines, self.at) && self.has_answer();
        if is {
            self.put(numbered(line), 1, "");
        }
        is
    }

    /// The next line with anything on it is no heading.
    fn has_answer(&self) -> bool {
        let mut next = self.lines[self.at + 1..].iter().take(3).filter(|line| !line.trim().is_empty());
        next.next().is_some_and(|line| !line.starts_with('#'))
    }
}

fn has_bare_questions(lines: &[&str]) -> bool {
    (0..lines.len()).filter(|at| is_bare_question(lines, *at)).take(FEW).count() == FEW
}

/// Plain words that ask something, at the beginning of a paragraph.
fn is_bare_question(lines: &[&str], at: usize) -> bool {
    let line = lines[at];
    let begins = at == 0 || lines[at - 1].trim().is_empty();
    let bare = numbered(line);
    begins
        && line.len() <= 4 * LONGEST
        && bare.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '¿' | '"' | '“' | '«' | '„'))
        && asks(bare)
        && !["http", "|"].iter().any(|it| bare.contains(it))
        && !bare.contains(['。', '！'])
        && !bare.contains(". ")
        && !bare.contains("! ")
}

/// One letter is a mark of many things: `S: small`, `C: 3`. Then it takes a question, or some words.
fn is_likely(line: &str, question: &str) -> bool {
    let begin = line.trim().trim_start_matches(|c: char| !c.is_alphabetic());
    let is_letter = begin.chars().nth(1).is_none_or(|c| !c.is_alphabetic());
    !is_letter || begin.starts_with(['Q', 'q']) || asks(&unmarked(question)) || question.split_whitespace().count() > 2
}

/// Ends with a question mark, and is short.
fn asks(text: &str) -> bool {
    text.trim_end().ends_with(['?', '？', '؟', '\u{37e}', '՞', '⸮']) && text.chars().count() <= LONGEST
}

/// Without a number before it: `1.`, `2)`.
fn numbered(line: &str) -> &str {
    let bare = line.trim();
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = &bare[digits..];
    if digits == 0 || digits > 3 {
        return bare;
    }
    rest.strip_prefix(['.', ')', '、']).map_or(bare, str::trim_start)
}

fn between<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
    (!inner.contains(mark) && !inner.is_empty()).then_some(inner)
}

/// The rest of a line after one of the marks, in bold type or not, numbered or not.
fn after<'a>(line: &'a str, marks: &[&str]) -> Option<&'a str> {
    let bare = line.trim();
    let bare = bare.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with(' ')).unwrap_or(bare).trim_start();
    let bare = bare.trim_start_matches('#').trim_start();
    let bare = numbered(bare).trim_start_matches(['*', '_', '【', '[', '(']);
    let end = bare.find([':', '：', '.', ')', '】', ']', '、', '，', '\u{3000}'])?;
    let name = bare[..end]
        .trim_end_matches(['*', '_'])
        .trim_end()
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == '#')
        .trim_end();
    if name.len() > 40 {
        return None;
    }
    let name = name.to_lowercase();
    if !marks.contains(&name.as_str()) {
        return None;
    }
    let rest = bare[end..].trim_start_matches([':', '：', '.', ')', '】', ']', '、', '，', '\u{3000}']);
    // Bold type that began with the mark ends with it or with the question.
    Some(rest.trim_start_matches(['*', '_']).trim())
}

/// A question and the answer after a mark on the same line.
fn within<'a>(line: &'a str, answers: &[&str]) -> Option<(&'a str, &'a str)> {
    let end = line.find(['?', '？', '؟'])?;
    let end = end + line[end..].chars().next().map_or(1, char::len_utf8);
    let answer = after(line[end..].trim_start_matches(['*', '_', ' ']), answers)?;
    Some((&line[..end], answer))
}

/// Without the end of bold type.
fn unmarked(text: &str) -> String {
    text.trim().trim_matches(['*', '_']).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Questions, and the first line of each answer.
    fn pairs(text: &str) -> Vec<(String, String)> {
        let marked = marked(text);
        let mut pairs = vec![];
        for part in marked.split("###### ").skip(1) {
            let (question, rest) = part.split_once(QUESTION).unwrap();
            let answer = rest.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            pairs.push((question.trim().to_owned(), answer.trim().to_owned()));
        }
        pairs
    }

    #[test]
    fn marks_of_many_languages_are_known() {
        for (question, answer) in [
            ("Q", "A"),
            ("Question", "Answer"),
            ("F", "A"),
            ("Frage", "Antwort"),
            ("Q", "R"),
            ("Question", "Réponse"),
            ("P", "R"),
            ("Pregunta", "Respuesta"),
            ("D", "R"),
            ("Întrebare", "Răspuns"),
            ("Vraag", "Antwoord"),
            ("S", "C"),
            ("В", "О"),
            ("Вопрос", "Ответ"),
            ("س", "ج"),
            ("سؤال", "جواب"),
            ("问", "答"),
            ("問", "答"),
            ("質問", "回答"),
            ("문", "답"),
            ("질문", "답변"),
            ("ถาม", "ตอบ"),
            ("Hỏi", "Đáp"),
            ("प्रश्न", "उत्तर"),
            ("Q1", "A1"),
            ("Q 1", "A 1"),
            ("**Q", "**A"),
            ("- Q", "- A"),
            ("### Q", "A"),
            ("3. Q", "A"),
        ] {
            for colon in [": ", "："] {
                let text = format!(
                    "{question}{colon}Do you sell cards?\n{answer}{colon}Yes, we do.\n\n{question}{colon}And tea?\n\n{answer}{colon}No.\n"
                );
                let expected = [("Do you sell cards?", "Yes, we do."), ("And tea?", "No.")]
                    .map(|(q, a)| (q.to_owned(), a.to_owned()));
                assert_eq!(pairs(&text), expected, "{text}");
            }
        }
        assert_eq!(pairs("**Q: Tea?** A: Yes."), [("Tea?".into(), "Yes.".into())]);
        assert_eq!(pairs("**Q:** Tea\nof any kind?\n**A:** Yes."), [("Tea of any kind?".into(), "Yes.".into())]);
    }

    #[test]
    fn questions_of_their_own_are_known_by_their_looks() {
        let text = "Intro.\n\n**Do you ship?**\nYes.\n\n**Where to?**\n\nEurope.\n";
        assert_eq!(pairs(text), [("Do you ship?".into(), "Yes.".into()), ("Where to?".into(), "Europe.".into())]);
        let text = "Do you ship?\nYes.\n\n2. ¿Dónde?\nAquí.\n\n可以退货吗？\n可以。\n";
        let expected = [("Do you ship?", "Yes."), ("¿Dónde?", "Aquí."), ("可以退货吗？", "可以。")];
        assert_eq!(pairs(text), expected.map(|(q, a)| (q.to_owned(), a.to_owned())));
        let text = "<details>\n<summary>Is it free?</summary>\n\nYes.\n\n</details>\n\nMore.";
        assert_eq!(pairs(text), [("Is it free?".into(), "Yes.".into())]);
        assert!(marked(text).contains(END_OF_ANSWERS));
    }

    #[test]
    fn what_asks_nothing_stays_as_it_is() {
        for text in [
            "One question?\nYes.",
            "P: 5 kg\nS: small\nC: 3",
            "```\nQ: a?\nA: b\n```\n",
            "Why? Because.\n\nHow? So.\n",
            "A: b\nQ: c",
            "**Opened tea cannot be returned.**\n\nx",
            "**Why?**\n\n## Next",
        ] {
            assert_eq!(pairs(text), [], "{text}");
        }
    }
}
