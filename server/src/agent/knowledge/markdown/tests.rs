use super::*;

fn cut(name: &str, text: &str) -> Vec<Passage> {
    let url = Url::parse(&format!("https://d.test/{name}")).unwrap();
    passages(Source { name, url: Some(&url) }, text)
}

fn titles(passages: &[Passage]) -> Vec<&str> {
    passages.iter().map(|passage| passage.title.as_str()).collect()
}

fn anchors(passages: &[Passage]) -> Vec<&str> {
    passages.iter().map(|passage| passage.url.as_deref().unwrap().strip_prefix("https://d.test/").unwrap()).collect()
}

#[test]
fn sections_keep_their_path_and_their_code() {
    let text =
        "# Doc\nIntro.\n\n## Set up\n\n```sh\n# not a heading\n\nrun `x`\n```\n\n### Deep\nMore.\n\n## Next\nEnd.";
    let cut = cut("doc.md", text);
    assert_eq!(titles(&cut), ["Doc", "Doc › Set up", "Doc › Set up › Deep", "Doc › Next"]);
    assert_eq!(cut[1].text, "```sh\n# not a heading\n\nrun `x`\n```");
    assert_eq!(anchors(&cut), ["doc.md", "doc.md#set-up", "doc.md#deep", "doc.md#next"]);
}

#[test]
fn headings_are_found_however_they_are_written() {
    let text = "\u{feff}Warranty\n========\n\nTwo years.\n\nClaims *here*\n---\n\nSend `it`.\n\n  ## Closed ##\nx\n\n#No heading";
    let cut = cut("w.md", text);
    assert_eq!(titles(&cut), ["Warranty", "Warranty › Claims here", "Warranty › Closed"]);
    assert_eq!(cut[2].text, "x\n\n#No heading");
}

#[test]
fn anchors_are_those_of_the_published_page() {
    let text = "# A\n## Set-up & use\na\n## Set-up & use\nb\n## Größe: 3,5 l\nc\n## 运费\nd\n## Own {#mine}\ne\n# B\nf";
    let anchors = anchors(&cut("a.md", text))
        .iter()
        .map(|it| it.split_once('#').map_or("", |it| it.1))
        .map(str::to_owned)
        .collect::<Vec<_>>();
    assert_eq!(anchors, ["set-up--use", "set-up--use-1", "größe-35-l", "运费", "mine", "b"]);
}

#[test]
fn front_matter_is_matched_and_never_quoted() {
    let text = "---\ntitle: Refund policy\ntags: [money]\ndate: 2024-03-01\n---\n\n# Refund policy\n\nThirty days.\n\n## Paid\n\nTo the card.";
    let cut = cut("r.md", text);
    assert_eq!(titles(&cut), ["Refund policy", "Refund policy › Paid"]);
    assert!(cut[0].plain.contains("money") && !cut[1].plain.contains("money"));
    assert!(cut.iter().all(|passage| !passage.text.contains("2024") && !passage.text.contains("tags")));
    let other = passages(Source { name: "x.md", url: None }, "---\ntitle: Site\n---\n# Page\na");
    assert_eq!(titles(&other), ["Site › Page"]);
    let bare = passages(Source { name: "x.md", url: None }, "---\ntitle: Site\n---\na");
    assert_eq!(titles(&bare), ["Site"]);
}

#[test]
fn a_question_is_the_last_heading_of_its_answer() {
    let text = "# FAQ\n\nQ: Do you sell gift cards?\nA: Yes, of 10 and\n25 euros.\n\nQ: By invoice?\nA: Companies can.\n\n## Shop\n\nOpen.";
    let cut = cut("faq.md", text);
    assert_eq!(titles(&cut), ["FAQ › Do you sell gift cards?", "FAQ › By invoice?", "FAQ › Shop"]);
    assert_eq!(cut[0].text, "Yes, of 10 and\n25 euros.");
    assert_eq!(anchors(&cut), ["faq.md", "faq.md", "faq.md#shop"]);
    let bare = passages(Source { name: "our-faq.txt", url: None }, "Q: a?\nA: b\n\nQ: c?\nA: d");
    assert_eq!(titles(&bare), ["our faq › a?", "our faq › c?"]);
    let terms = passages(
        Source { name: "g.md", url: None },
        "# G\n\nBrewing\n: Pouring *water*.\n\nPot\n: A vessel.\n\nAfter.",
    );
    assert_eq!(titles(&terms), ["G › Brewing", "G › Pot", "G"]);
    assert_eq!(terms[0].text, "Pouring *water*.");
}

#[test]
fn long_sections_are_cut_between_blocks() {
    let block = "word ".repeat(100);
    let cut = cut("my-notes.txt", &format!("{block}\n\n{block}\n\n{block}\n\n{block}"));
    assert_eq!(cut.len(), 2);
    assert!(cut.iter().all(|passage| passage.text.chars().count() <= LONGEST && passage.title == "my notes"));
}

/// `made` of 0, 1, 2 …, one after the other.
fn many(times: usize, made: impl Fn(usize) -> String) -> String {
    (0..times).map(made).collect::<Vec<_>>().concat()
}

#[test]
fn nothing_is_longer_than_a_passage_and_nothing_is_lost() {
    let line = |n: usize| format!("Sentence number {n} says a thing. ");
    let prose = many(2_000, line);
    let chinese = many(2_000, |n| format!("这是第{n}句话。"));
    let wrapped = prose.replace(". ", ".\n");
    let list = many(2_000, |n| format!("- item {n}\n"));
    let table = many(2_000, |n| format!("| {n} | b |\n"));
    let code = many(2_000, |n| format!("line {n}\n"));
    let quote = many(2_000, |n| format!("> Line {n} of a quote.\n"));
    let words = many(9_000, |n| format!("w{n} "));
    for (what, text) in [
        ("prose", prose),
        ("chinese", chinese),
        ("wrapped", wrapped),
        ("list", list.clone()),
        ("table", format!("| N | B |\n|---|---|\n{table}")),
        ("code", format!("```txt\n{code}```")),
        ("quote", quote),
        ("words", words),
        ("letters", "a".repeat(20_000)),
        ("loose", list.replace('\n', "\n\n")),
        ("long row", format!("| N | B |\n|---|---|\n| 7 | {} |", "cell. ".repeat(2_000))),
        ("long item", format!("- {}", "An item. ".repeat(1_000))),
    ] {
        let cut = cut("a.md", &text);
        assert!(cut.len() > 3, "{what}");
        for passage in &cut {
            let length = passage.text.chars().count();
            assert!(length <= LONGEST, "{what}: {length}");
        }
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let said: String = cut.iter().map(|passage| passage.text.as_str()).collect();
        assert_eq!(digits(&said), digits(&text), "{what}");
    }
}

#[test]
fn rows_keep_their_head_and_code_its_fence() {
    let table = many(500, |n| format!("| {n} | 4.90 |\n"));
    for passage in cut("a.md", &format!("| Country | Price |\n|---|---:|\n{table}")) {
        assert!(passage.text.starts_with("| Country | Price |\n|---|---:|\n| "), "{}", passage.text);
    }
    let code = many(500, |n| format!("line {n}\n"));
    for passage in cut("a.md", &format!("~~~sh\n{code}~~~")) {
        assert!(passage.text.starts_with("```sh\nline ") && passage.text.ends_with("\n```"), "{}", passage.text);
    }
    assert_eq!(cut("a.md", "    a\n      b")[0].text, "```\na\n  b\n```");
    assert_eq!(cut("a.md", "~~~\n```\n~~~")[0].text, "````\n```\n````");
}

#[test]
fn links_stand_by_themselves() {
    let text = "# A\n\nSee [the *shop*][s], [more](b/c.md#d), [s], <https://x.test>, [out](https://y.test \"t\") and ![pic](p.png).\n\n[s]: https://s.test 'Shop'\n";
    let passage = cut("a.md", text).remove(0);
    assert_eq!(
        passage.text,
        "See [the *shop*](<https://s.test> \"Shop\"), [more](<https://d.test/b/c.md#d>), [s](<https://s.test> \"Shop\"), <https://x.test>, [out](https://y.test \"t\") and ![pic](<https://d.test/p.png>)."
    );
    assert_eq!(passage.plain, "A\nSee the shop, more, s, https://x.test, out and pic.");
    let nowhere = passages(Source { name: "a.md", url: None }, "See [more](b.md).");
    assert_eq!(nowhere[0].text, "See more.");
}

#[test]
fn html_in_markdown_is_read() {
    let text = "# A\n\n<p align=\"center\">\n  <b>Bold</b> words\n</p>\n\n<!-- not for you -->\n\n<table><tr><th>N</th><th>M</th></tr><tr><td>7</td><td>8</td></tr></table>\n\nEnd<br>here.";
    let passage = cut("a.md", text).remove(0);
    assert!(passage.text.contains("**Bold** words") && passage.text.contains("| 7 | 8 |"), "{}", passage.text);
    assert!(!passage.text.contains("not for you"), "{}", passage.text);
}

#[test]
fn a_document_without_text_has_no_passages() {
    for text in ["", "\u{feff}", "# Only\n## Headings", "---\ntitle: a\n---\n", "<!-- a -->", "\n \n"] {
        assert_eq!(cut("a.md", text), [], "{text:?}");
    }
}

#[test]
fn pages_of_a_pdf_are_addresses() {
    let cut = cut("a.pdf", "<!--page 1 -->\n\nOne.\n\n<!--page 2 -->\n\nTwo.");
    assert_eq!(anchors(&cut), ["a.pdf#page=1", "a.pdf#page=2"]);
}
