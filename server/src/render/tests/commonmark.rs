//! The tricky cases of CommonMark 0.31 and of GitHub's tables: Markdown on the left, what it means on the right.
//!
//! A sketch is read like HTML; `</>` closes, closes at the end are left out, and a line end within a paragraph is a space.

use super::{growing::grows, markdown, sketch};

type Case = (&'static str, &'static str);

#[track_caller]
fn hold(cases: &[Case]) {
    let mut broken = Vec::new();
    for (text, wanted) in cases {
        let got = sketch(&markdown(text));
        if got != *wanted {
            broken.push(format!("{text:?}\n  wanted {wanted:?}\n     got {got:?}"));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    for (text, _) in cases {
        grows(text, &[1]);
        grows(text, &[3, 2, 5]);
    }
}

#[test]
fn nested_lists() {
    hold(&[
        ("- a\n  - b\n    - c\n- d", "<list><item>a<list><item>b<list><item>c</></></></></><item>d"),
        // An item's content decides how deep the next one is, not its mark.
        ("- a\n - b\n  - c\n   - d\n    - e", "<list><item>a</><item>b</><item>c</><item>d - e"),
        ("- - a", "<list><item><list><item>a"),
        ("1. - 2. a", "<orderedlist(1)><item><list><item><orderedlist(2)><item>a"),
        ("10) a\n    b", "<orderedlist(10)><item>a b"),
        ("1. a\n1) b", "<orderedlist(1)><item>a</></><orderedlist(1)><item>b"),
        ("- a\n+ b", "<list><item>a</></><list><item>b"),
        ("a\n- b", "<paragraph>a</><list><item>b"),
        // Only a list that begins with 1 interrupts a paragraph.
        ("a\n1. b", "<paragraph>a</><orderedlist(1)><item>b"),
        ("a\n2. b", "<paragraph>a 2. b"),
        ("a\n-\nb", "<h2>a</><paragraph>b"),
        ("1234567890. a", "<paragraph>1234567890. a"),
        ("-1. a", "<paragraph>-1. a"),
        ("-a\n\n1.a", "<paragraph>-a</><paragraph>1.a"),
        ("-\n\n  a", "<list><item></></><paragraph>a"),
        ("-\n  a\n-\n  ```\n  b\n  ```", "<list><item>a</><item><codeblock>b\n"),
        (
            "1. a\n\n  2. b\n\n    3. c",
            "<orderedlist(1)><item><paragraph>a</></><item><paragraph>b</></></><codeblock>3. c",
        ),
        ("- a\n\n      b", "<list><item><paragraph>a</><codeblock>b"),
        ("1.     a\n\n   b", "<orderedlist(1)><item><codeblock>a\n</><paragraph>b"),
        ("- a\n  > b\n  ```\n  c\n  ```\n- d", "<list><item>a<quote><paragraph>b</></><codeblock>c\n</></><item>d"),
        ("- # a\n- b\n  ---\n  c", "<list><item><h1>a</></><item><h2>b</>c"),
    ]);
}

#[test]
fn lazy_continuation() {
    hold(&[
        ("> a\nb", "<quote><paragraph>a b"),
        ("> a\n> b\nc\n\nd", "<quote><paragraph>a b c</></><paragraph>d"),
        ("> > a\nb", "<quote><quote><paragraph>a b"),
        ("- a\nb", "<list><item>a b"),
        ("- a\n\nb", "<list><item>a</></><paragraph>b"),
        ("> 1. > a\nb", "<quote><orderedlist(1)><item><quote><paragraph>a b"),
        // Only a paragraph goes on so.
        ("> - a\n- b", "<quote><list><item>a</></></><list><item>b"),
        ("> ```\nb\n```", "<quote><codeblock></></><paragraph>b</><codeblock>"),
        (">     a\n    b", "<quote><codeblock>a\n</></><codeblock>b"),
        ("> a\n    - b", "<quote><paragraph>a - b"),
        ("> a\n---", "<quote><paragraph>a</></><hr>"),
        ("> a\n===", "<quote><paragraph>a ==="),
        (">\n> a\n>", "<quote><paragraph>a"),
        ("> a\n\n> b", "<quote><paragraph>a</></><quote><paragraph>b"),
        ("> a\n>\n> b", "<quote><paragraph>a</><paragraph>b"),
        ("a\n> b", "<paragraph>a</><quote><paragraph>b"),
    ]);
}

#[test]
fn headings_and_rules() {
    hold(&[
        ("a\n---", "<h2>a"),
        ("a\n=", "<h1>a"),
        ("a\nb\n---", "<h2>a b"),
        ("a\n\n---", "<paragraph>a</><hr>"),
        ("- a\n---", "<list><item>a</></><hr>"),
        ("- a\n  ---", "<list><item><h2>a"),
        ("---\na\n---\nb", "<hr><h2>a</><paragraph>b"),
        ("a\n***\nb", "<paragraph>a</><hr><paragraph>b"),
        ("- a\n***\n- b", "<list><item>a</></><hr><list><item>b"),
        ("- a\n- * * *", "<list><item>a</><item><hr>"),
        ("- - -", "<hr>"),
        (" **  * ** * ** * **", "<hr>"),
        ("_ _ _ a", "<paragraph>_ _ _ a"),
        ("*-*", "<paragraph><emphasis>-"),
        ("--\n**", "<paragraph>-- **"),
        ("===", "<paragraph>==="),
        ("a\n= =", "<paragraph>a = ="),
        ("a\n    ---", "<paragraph>a ---"),
        ("\\> a\n------", "<h2>> a"),
        ("`a\n----\nb`", "<h2>`a</><paragraph>b`"),
        ("# a #", "<h1>a"),
        ("# a \\#", "<h1>a #"),
        ("# a#", "<h1>a#"),
        ("## \n#\n### ###", "<h2></><h1></><h3>"),
        ("#a\n\n####### b", "<paragraph>#a</><paragraph>####### b"),
        ("a\n# b\nc", "<paragraph>a</><h1>b</><paragraph>c"),
        ("    # a", "<codeblock># a"),
        ("\\## a", "<paragraph>## a"),
    ]);
}

#[test]
fn link_reference_definitions() {
    hold(&[
        ("[a]: https://a.example 'title'\n\n[A]", "<paragraph><a https://a.example/>A"),
        ("[a]\n\n[a]: https://a.example", "<paragraph><a https://a.example/>a"),
        ("[a]: https://a.example\n[a]: https://b.example\n\n[a]", "<paragraph><a https://a.example/>a"),
        ("[b *c*][a]\n\n[a]: https://a.example", "<paragraph><a https://a.example/>b <emphasis>c"),
        ("[a][]\n\n[a]: https://a.example", "<paragraph><a https://a.example/>a"),
        ("[a] []\n\n[a]: https://a.example", "<paragraph><a https://a.example/>a</> []"),
        ("[a]:\nhttps://a.example\n'two\nlines'\n\n[a]", "<paragraph><a https://a.example/>a"),
        ("[a]: <https://a.example/b>\n\n[a]", "<paragraph><a https://a.example/b>a"),
        ("[ẞ]\n\n[SS]: https://a.example", "<paragraph><a https://a.example/>ẞ"),
        ("[b\n  c]\n\n[b c]: https://a.example", "<paragraph><a https://a.example/>b c"),
        ("[a\\]b]\n\n[a\\]b]: https://a.example", "<paragraph><a https://a.example/>a]b"),
        ("> [a]: https://a.example\n\n[a]", "<quote></><paragraph><a https://a.example/>a"),
        ("# [a]\n[a]: https://a.example\n> b", "<h1><a https://a.example/>a</></><quote><paragraph>b"),
        // Text after the title means that it is not a definition; its address is then an ordinary link.
        (
            "[a]: https://a.example 'b' c\n\n[a]",
            "<paragraph>[a]: <a https://a.example/>https://a.example</> 'b' c</><paragraph>[a]",
        ),
        ("[a]:\n\n[a]", "<paragraph>[a]:</><paragraph>[a]"),
        // A definition does not interrupt a paragraph, and is not recognised in code.
        ("b\n[a]: x:y\n\n[a]", "<paragraph>b [a]: x:y</><paragraph>[a]"),
        ("```\n[a]: x:y\n```\n[a]", "<codeblock>[a]: x:y\n</><paragraph>[a]"),
        ("    [a]: x:y\n\n[a]", "<codeblock>[a]: x:y\n</><paragraph>[a]"),
        // Definitions cannot bypass the list of allowed schemes.
        ("[a]: javascript:alert(1)\n\n[a]", "<paragraph>a"),
        ("[[a]]\n\n[a]: https://a.example", "<paragraph>[<a https://a.example/>a</>]"),
        ("[a](not a link)\n\n[a]: https://a.example", "<paragraph><a https://a.example/>a</>(not a link)"),
    ]);
}

#[test]
fn inline_links() {
    hold(&[
        ("[a](https://a.example 'b')", "<paragraph><a https://a.example/>a"),
        ("[a](<https://a.example/(>)", "<paragraph><a https://a.example/(>a"),
        ("[a](https://a.example/(b(c)))", "<paragraph><a https://a.example/(b(c))>a"),
        ("[a](https://a.example/\\))", "<paragraph><a https://a.example/)>a"),
        ("[a] (b)", "<paragraph>[a] (b)"),
        ("[a](b c)", "<paragraph>[a](b c)"),
        (
            "[a [b](https://b.example)](https://a.example)",
            "<paragraph>[a <a https://b.example/>b</>](<a https://a.example/>https://a.example</>)",
        ),
        ("[a *b](https://a.example)*", "<paragraph><a https://a.example/>a *b</>*"),
        ("`[a`](b)", "<paragraph><code>[a</>](b)"),
        ("[a](https://a.example/b\\*&amp;c)", "<paragraph><a https://a.example/b*&c>a"),
        ("\\[a](b)", "<paragraph>[a](b)"),
        ("<https://a.example/?b=[c]>", "<paragraph><a https://a.example/?b=[c]>https://a.example/?b=[c]"),
        ("< https://a.example >", "<paragraph>< <a https://a.example/>https://a.example</> >"),
    ]);
}

#[test]
fn emphasis_rules_1_to_4_what_opens_and_closes_emphasis() {
    hold(&[
        ("*a b*", "<paragraph><emphasis>a b"),
        ("a * b*", "<paragraph>a * b*"),
        ("a*\"b\"*", "<paragraph>a*\"b\"*"),
        ("a*b*c", "<paragraph>a<emphasis>b</>c"),
        ("_a b_", "<paragraph><emphasis>a b"),
        ("_ a_", "<paragraph>_ a_"),
        ("a_b_", "<paragraph>a_b_"),
        ("при_b_", "<paragraph>при_b_"),
        ("a-_(b)_", "<paragraph>a-<emphasis>(b)"),
        ("*a *", "<paragraph>*a *"),
        ("*(*a)", "<paragraph>*(*a)"),
        ("*(*a*)*", "<paragraph><emphasis>(<emphasis>a</>)"),
        ("_a_b", "<paragraph>_a_b"),
        ("_a_b_c_", "<paragraph><emphasis>a_b_c"),
        ("_(b)_.", "<paragraph><emphasis>(b)</>."),
    ]);
}

#[test]
fn emphasis_rules_5_to_8_what_opens_and_closes_strong_emphasis() {
    hold(&[
        ("**a b**", "<paragraph><strong>a b"),
        ("** a**", "<paragraph>** a**"),
        ("a**b**c", "<paragraph>a<strong>b</>c"),
        ("a**\"b\"**", "<paragraph>a**\"b\"**"),
        ("__a b__", "<paragraph><strong>a b"),
        ("__ a__", "<paragraph>__ a__"),
        ("a__b__", "<paragraph>a__b__"),
        ("a-__(b)__", "<paragraph>a-<strong>(b)"),
        ("**a **", "<paragraph>**a **"),
        ("**(**a)", "<paragraph>**(**a)"),
        ("*(**a**)*", "<paragraph><emphasis>(<strong>a</>)"),
        ("__a __", "<paragraph>__a __"),
        ("__a__b", "<paragraph>__a__b"),
        ("__a__b__c__", "<paragraph><strong>a__b__c"),
    ]);
}

#[test]
fn emphasis_rules_9_to_12_what_is_within_and_what_is_a_mark() {
    hold(&[
        ("*a [b](https://b.example)*", "<paragraph><emphasis>a <a https://b.example/>b"),
        ("*a\nb*", "<paragraph><emphasis>a b"),
        ("*a\n\nb*", "<paragraph>*a</><paragraph>b*"),
        ("_a __b__ c_", "<paragraph><emphasis>a <strong>b</> c"),
        ("*a**b**c*", "<paragraph><emphasis>a<strong>b</>c"),
        ("*a**b*", "<paragraph><emphasis>a**b"),
        ("**a*b*c**", "<paragraph><strong>a<emphasis>b</>c"),
        ("** is no emphasis", "<paragraph>** is no emphasis"),
        ("a ***", "<paragraph>a ***"),
        ("a *\\**", "<paragraph>a <emphasis>*"),
        ("a *_*", "<paragraph>a <emphasis>_"),
        ("a **\\***", "<paragraph>a <strong>*"),
        ("**a*", "<paragraph>*<emphasis>a"),
        ("*a**", "<paragraph><emphasis>a</>*"),
        ("***a**", "<paragraph>*<strong>a"),
        ("****a*", "<paragraph>***<emphasis>a"),
        ("**a***", "<paragraph><strong>a</>*"),
        ("a ___", "<paragraph>a ___"),
        ("a _\\__", "<paragraph>a <emphasis>_"),
        ("__a_", "<paragraph>_<emphasis>a"),
        ("_a__", "<paragraph><emphasis>a</>_"),
        ("___a__", "<paragraph>_<strong>a"),
    ]);
}

#[test]
fn emphasis_rules_13_to_17_which_of_several_readings() {
    hold(&[
        ("**a**", "<paragraph><strong>a"),
        ("****a****", "<paragraph><strong><strong>a"),
        ("*_a_*", "<paragraph><emphasis><emphasis>a"),
        ("***a***", "<paragraph><emphasis><strong>a"),
        ("_____a_____", "<paragraph><emphasis><strong><strong>a"),
        ("*a _b* c_", "<paragraph><emphasis>a _b</> c_"),
        ("*a __b *c d__ e*", "<paragraph><emphasis>a <strong>b *c d</> e"),
        ("**a **b c**", "<paragraph>**a <strong>b c"),
        ("*a *b c*", "<paragraph>*a <emphasis>b c"),
        ("*[a*](https://b.example)", "<paragraph>*<a https://b.example/>a*"),
        ("*<b c=\"*\"/>", "<paragraph>*"),
        ("*a `*`*", "<paragraph><emphasis>a <code>*"),
        ("**a<https://b.example/?q=**>", "<paragraph>**a<a https://b.example/?q=**>https://b.example/?q=**"),
        ("~~a ~b~~ ~", "<paragraph><strike>a ~b</> ~"),
    ]);
}

#[test]
fn entities_and_escapes() {
    hold(&[
        ("&amp; &copy; &#35; &#xcAB; &auml;", "<paragraph>& © # ಫ ä"),
        ("&nosuch; &copy &#; &#x; &#12345678;", "<paragraph>&nosuch; &copy &#; &#x; &#12345678;"),
        ("&#0;", "<paragraph>\u{FFFD}"),
        ("&#42;a&#42; &#91;b](c)", "<paragraph>*a* [b](c)"),
        ("&#35; a\n\n&#45; b", "<paragraph># a</><paragraph>- b"),
        ("`&amp;`\n\n    &amp;", "<paragraph><code>&amp;</></><codeblock>&amp;"),
        ("[a](https://a.example/&auml;)", "<paragraph><a https://a.example/%C3%A4>a"),
        ("&lt;b&gt; &quot;c&quot;", "<paragraph><b> \"c\""),
        ("a&#10;b", "<paragraph>a\nb"),
        ("\\*a\\* \\`b\\` \\\\ \\<c> \\&amp;", "<paragraph>*a* `b` \\ <c> &amp;"),
        ("\\a \\ \\«", "<paragraph>\\a \\ \\«"),
        ("`\\*`", "<paragraph><code>\\*"),
    ]);
}

#[test]
fn code_spans() {
    hold(&[
        ("`` a ` b ``", "<paragraph><code>a ` b"),
        ("` `` `", "<paragraph><code>``"),
        ("`a``b`", "<paragraph><code>a``b"),
        ("` a `", "<paragraph><code>a"),
        ("`  a  `", "<paragraph><code> a "),
        ("` a`", "<paragraph><code> a"),
        ("`  `", "<paragraph><code>  "),
        ("`a\n b`", "<paragraph><code>a  b"),
        ("`a\\`b`", "<paragraph><code>a\\</>b`"),
        ("``a`", "<paragraph>``a`"),
        ("`a", "<paragraph>`a"),
        ("`a``b``", "<paragraph>`a<code>b"),
        ("*a`*`", "<paragraph>*a<code>*"),
        ("`<b>` <`c`>", "<paragraph><code><b></> <<code>c</>>"),
        ("```a`` b```", "<paragraph><code>a`` b"),
        ("```\n``\n```", "<codeblock>``\n"),
        ("````\n```\n````", "<codeblock>```\n"),
        ("``` a`b\nc", "<paragraph>``` a`b c"),
        ("~~~ a`b\nc", "<codeblock>c"),
        ("  ```\n   a\n  b\n  ```", "<codeblock> a\nb\n"),
        ("```\na\n    ```\n```", "<codeblock>a\n    ```\n"),
    ]);
}

#[test]
fn tables() {
    let head = "<table><tablehead><tablerow><tablecell(none)>";
    let table = |head_cells: &str, body: &str| format!("{head}{head_cells}</></></><tablebody>{body}");
    for (text, wanted) in [
        ("|a|\n|-|\n|b\\|c|", table("a", "<tablerow><tablecell(none)>b|c")),
        ("|`a\\|b`|\n|-|\n|c|", table("<code>a|b</>", "<tablerow><tablecell(none)>c")),
        ("|a|\n|-|\n|**b\\|**|", table("a", "<tablerow><tablecell(none)><strong>b|")),
        ("a|b\n-|-\n1|2", table("a</><tablecell(none)>b", "<tablerow><tablecell(none)>1</><tablecell(none)>2")),
        // A row has as many cells as the head.
        ("a|b\n-|-\n1", table("a</><tablecell(none)>b", "<tablerow><tablecell(none)>1</><tablecell(none)>")),
        ("|a|\n|-|\n|1|2|", table("a", "<tablerow><tablecell(none)>1")),
        ("|a|\n|-|\n|b|\n\nc", table("a", "<tablerow><tablecell(none)>b</></></></><paragraph>c")),
        ("|a|\n|-|\n|b|\n> c", table("a", "<tablerow><tablecell(none)>b</></></></><quote><paragraph>c")),
        ("|a|\n|-|\n\n|b|", table("a", "</></><paragraph>|b|")),
    ] {
        assert_eq!(sketch(&markdown(text)), wanted, "{text:?}");
        grows(text, &[1]);
    }
    hold(&[
        (
            "|a|b|c|\n|:-|:-:|-:|",
            "<table><tablehead><tablerow><tablecell(left)>a</><tablecell(center)>b</><tablecell(right)>c</></></><tablebody>",
        ),
        ("|a|b|\n|-|", "<paragraph>|a|b| |-|"),
        ("|a|\n|b|", "<paragraph>|a| |b|"),
        (
            "- |a|\n  |-|\n  |b|",
            "<list><item><table><tablehead><tablerow><tablecell(none)>a</></></><tablebody><tablerow><tablecell(none)>b",
        ),
    ]);
}

#[test]
fn html_blocks_are_text() {
    hold(&[
        ("<div>\n*a*\n</div>", "<paragraph><div>\n*a*\n</div>"),
        ("<div>\n\n*a*\n\n</div>", "<paragraph><div>\n</><paragraph><emphasis>a</></><paragraph></div>"),
        ("a\n<div>\n*b*", "<paragraph>a</><paragraph><div>\n*b*"),
        ("<script>\n\n*a*\n</script>\n*b*", "<paragraph><script>\n\n*a*\n</script>\n</><paragraph><emphasis>b"),
        ("<!-- *a*\n\n*b* -->\n*c*", "<paragraph><emphasis>c"),
        ("<?php\n\n*a*\n?>\n*b*", "<paragraph><?php\n\n*a*\n?>\n</><paragraph><emphasis>b"),
        ("<![CDATA[\n\n*a*\n]]>\n*b*", "<paragraph><![CDATA[\n\n*a*\n]]>\n</><paragraph><emphasis>b"),
        // A tag of any other name is a block only where it stands alone, and interrupts nothing.
        ("<x-y>\n*a*", "<paragraph><x-y>\n*a*"),
        ("<x-y>*a*", "<paragraph><x-y><emphasis>a"),
        ("a\n<x-y>\n*b*", "<paragraph>a <x-y> <emphasis>b"),
        ("a <b c='*'>*d*</b>", "<paragraph>a <strong><emphasis>d"),
        ("<1> <a.b> < c> <d e=f'>", "<paragraph><1> <a.b> < c> <d e=f'>"),
        ("    <div>", "<codeblock><div>"),
    ]);
}

#[test]
fn line_breaks() {
    hold(&[
        ("a  \nb", "<paragraph>a<br>b"),
        ("a\\\nb", "<paragraph>a<br>b"),
        ("a       \n     b", "<paragraph>a<br>b"),
        ("a \n b", "<paragraph>a b"),
        ("a  ", "<paragraph>a"),
        ("a\\", "<paragraph>a\\"),
        ("# a  \nb", "<h1>a</><paragraph>b"),
        ("# a\\", "<h1>a\\"),
        ("*a  \nb*", "<paragraph><emphasis>a<br>b"),
        ("`a  \nb`", "<paragraph><code>a   b"),
        ("`a\\\nb`", "<paragraph><code>a\\ b"),
        ("a<br>b", "<paragraph>a<br>b"),
        ("[a  \nb](https://a.example)", "<paragraph><a https://a.example/>a<br>b"),
    ]);
}

#[test]
fn tight_and_loose_lists() {
    let (two, three) = ("<item><paragraph>a</></><item><paragraph>b", "</></><item><paragraph>c");
    for (text, wanted) in [
        ("- a\n\n- b", format!("<list>{two}")),
        ("- a\n- b\n\n- c", format!("<list>{two}{three}")),
        ("- a\n\n\n- b\n- c", format!("<list>{two}{three}")),
        ("1. a\n\n2. b\n3. c", format!("<orderedlist(1)>{two}{three}")),
    ] {
        assert_eq!(sketch(&markdown(text)), wanted, "{text:?}");
        grows(text, &[1]);
    }
    hold(&[
        ("- a\n- b", "<list><item>a</><item>b"),
        ("- a\n\n  b", "<list><item><paragraph>a</><paragraph>b"),
        ("* a\n*\n\n* c", "<list><item><paragraph>a</></><item></><item><paragraph>c"),
        ("- a\n-\n- c", "<list><item>a</><item></><item>c"),
        ("- a\n\n  [x]: x:y\n- b", "<list><item><paragraph>a</></><item><paragraph>b"),
        // A blank line within a block of an item, or within an item's own list, does not count.
        ("- a\n- ```\n  b\n\n\n  ```\n- c", "<list><item>a</><item><codeblock>b\n\n\n</></><item>c"),
        ("- a\n  - b\n\n    c\n- d", "<list><item>a<list><item><paragraph>b</><paragraph>c</></></></><item>d"),
        ("* a\n  > b\n  >\n* c", "<list><item>a<quote><paragraph>b</></></><item>c"),
        ("- a\n  - b\n\n- c", "<list><item><paragraph>a</><list><item>b</></></><item><paragraph>c"),
        ("1. ```\n   a\n   ```\n\n   b", "<orderedlist(1)><item><codeblock>a\n</><paragraph>b"),
        ("- a\n\n<!-- -->\n\n- b", "<list><item>a</></><list><item>b"),
    ]);
}
