use super::*;

fn read(page: &str) -> String {
    to_markdown(page).unwrap()
}

#[test]
fn a_page_says_what_its_author_wrote() {
    let page = "<!DOCTYPE html>\n<html>\n  <head><title>Opening hours | Tea</title></head>\n  <body>\n    <header><a href=\"/\">Home</a></header>\n    <nav><ul><li>Home</li></ul></nav>\n    <main>\n      <h1>Opening hours</h1>\n      <p>\n        Our tea room is open\n        every day.\n      </p>\n      <h2\n      >\n        Tea room hours\n      </h2>\n      <table>\n        <thead><tr><th>Day</th><th>Opens</th></tr></thead>\n        <tbody><tr><td>Monday</td><td>9:00</td></tr><tr><td></td><td>10:00</td></tr></tbody>\n      </table>\n      <h2>Cr&egrave;me br&ucirc;l&eacute;e</h2>\n      <p>It&rsquo;s 6&nbsp;&euro; &mdash; &#x2713;.</p>\n      <pre><code class=\"language-sh\">kettle --install\n# not a heading\n    indented</code></pre>\n    </main>\n    <footer>© 2024 <a href=\"/privacy\">Privacy</a></footer>\n    <div id=\"cookie-banner\">We use cookies. Accept all</div>\n  </body>\n</html>\n";
    assert_eq!(
        read(page),
        "# Opening hours\n\nOur tea room is open every day.\n\n## Tea room hours\n\n| Day | Opens |\n| --- | --- |\n| Monday | 9:00 |\n| | 10:00 |\n\n## Crème brûlée\n\nIt’s 6 € — ✓.\n\n```sh\nkettle --install\n# not a heading\n    indented\n```"
    );
}

#[test]
fn furniture_is_left_out_with_or_without_a_main() {
    let around = [
        "<nav>XX</nav>",
        "<div role=navigation>XX</div>",
        "<div class='site-footer'>XX</div>",
        "<div id=cookie-consent><p>XX</p><button>OK</button></div>",
        "<div class='breadcrumbs'><a href=/>XX</a></div>",
        "<ul class=menu><li><a href=/a>XX</a><li><a href=/b>XX</a></ul>",
        "<div class='cc-window cookie-notice'>XX</div>",
        "<div id='onetrust-banner-sdk'><h2>XX</h2></div>",
        "<aside class=sidebar><a href=/>XX</a></aside>",
        "<script>XX</script>",
        "<style>XX</style>",
        "<noscript>XX</noscript>",
        "<div hidden>XX</div>",
        "<p style='display: none'>XX</p>",
        "<div aria-hidden=true>XX</div>",
        "<template>XX</template>",
        "<form role=search><input value=XX></form>",
        "<select><option>XX</select>",
        "<!-- XX -->",
        "<footer>XX</footer>",
        "<svg><text>XX</text></svg>",
        "<button>XX</button>",
        "<iframe>XX</iframe>",
    ];
    for part in around {
        for page in [
            format!("<body>{part}<main><h1>A</h1><p>Said.</p></main>{part}"),
            format!("<body>{part}<div><h1>A</h1><p>Said.</p></div>{part}"),
            format!("<body><main><h1>A</h1>{part}<p>Said.</p>{part}</main>"),
            format!("<body><h1>A</h1>{part}<p>Said.</p>"),
        ] {
            assert_eq!(read(&page), "# A\n\nSaid.", "{page}");
        }
    }
}

#[test]
fn content_stays_whatever_it_is_called() {
    for page in [
        "<body><header><h1>A</h1></header><p>Said.</p>",
        "<body class='has-navigation menu-open cookie'><h1>A</h1><p>Said.</p>",
        "<article><header><h1>A</h1></header><p>Said.</p></article>",
        "<main id=cookies class='cookie-policy'><h1>A</h1><p>Said.</p></main>",
        "<div class='cookie-policy'><h1>A</h1><p>Said.</p></div>",
        "<div class=menu><h1>A</h1><p>Said.</p></div>",
        "<div class='page-header'><h1>A</h1></div><p>Said.</p>",
        "<main></main><h1>A</h1><p>Said.</p>",
        "<h1>A</h1><div class='accordion-collapse collapse' style='display:none'>Said.</div>",
        "<h1>A <a class=headerlink href=#a>¶</a></h1><p>Said.</p>",
        "<h1>A</h1>Said.",
    ] {
        assert_eq!(read(page), "# A\n\nSaid.", "{page}");
    }
}

#[test]
fn words_keep_apart_and_signs_mean_themselves() {
    assert_eq!(read("<div>a</div><div>b</div>c<br>d<p>e"), "a\n\nb\n\nc\\\nd\n\ne");
    assert_eq!(
        read(
            "<p>a<b> bold </b>c <i>d</i>, <a href='https://x.test/a b'>e</a> <a href='/f'>f</a> <a href='javascript:x'>g</a>"
        ),
        "a **bold** c *d*, e [f](</f>) g"
    );
    assert_eq!(
        read("<p># no heading<p>1. no list<p>*no* &lt;tag> [x] `y`"),
        "\\# no heading\n\n1\\. no list\n\n\\*no\\* \\<tag> \\[x\\] \\`y\\`"
    );
    assert_eq!(read("<p>Run <code>a  `b`</code> or <kbd>Ctrl</kbd>."), "Run `` a `b` `` or `Ctrl`.");
    assert_eq!(read("<td>a</td><td>b</td>"), "ab");
    assert_eq!(read("<p>H<sub>2</sub>O, <span>sp</span>an, x<ruby>漢<rt>kan</rt></ruby>"), "H2O, span, x漢kan");
}

#[test]
fn lists_and_quotes_keep_their_shape() {
    let page = "<ol start=3><li>One<li>Two<ul><li>Deep<li><p>Deeper</p><p>More</p></ul></ol><ul><li></li></ul><blockquote><p>a</p><p>b</p></blockquote>";
    assert_eq!(read(page), "3. One\n4. Two\n   - Deep\n   - Deeper\n\n     More\n\n> a\n> \n> b");
}

#[test]
fn tables_are_rows_whatever_their_cells_hold() {
    let page = "<table><caption>Prices</caption><tr><th>Country</th><th colspan=2>Price</th></tr><tr><th>DE</th><td rowspan=2>4<br>90</td><td><p>a</p><p>b|c</p></td></tr><tr><th>AT</th><td>d</td></tr></table>";
    assert_eq!(
        read(page),
        "Prices\n\n| Country | Price | |\n| --- | --- | --- |\n| DE | 4 90 | a b\\|c |\n| AT | 4 90 | d |"
    );
    assert_eq!(
        read("<table><tr><td>Weight</td><td>2 kg</td></tr><tr><td>Height:</td><td>3 cm</td></tr></table>"),
        "- Weight: 2 kg\n- Height: 3 cm"
    );
    assert_eq!(read("<table role=presentation><tr><td><p>One</p></td><td>Two</td></tr></table>"), "One\n\nTwo");
    assert_eq!(read("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>"), "- a: b");
    let two = "<table><thead><tr><th rowspan=2>City</th><th colspan=2>Hours</th></tr><tr><th>open</th><th>close</th></tr></thead><tbody><tr><td>Bremen</td><td>9</td><td>17</td></tr></table>";
    assert_eq!(read(two), "| City | Hours open | close |\n| --- | --- | --- |\n| Bremen | 9 | 17 |");
    let wide = format!("<table><tr><td colspan=99999999 rowspan=99999999>{}</td><td>b</td></tr></table>", "a");
    assert!(read(&wide).len() < 2_000);
}

#[test]
fn questions_are_marked() {
    assert_eq!(
        read("<h1>F</h1><dl><dt>Tea?</dt><dd>Yes.</dd><div><dt>Pots</dt><dt>Cups</dt><dd>No.</dd></div></dl><p>After."),
        "# F\n\n###### Tea? <!--?-->\n\nYes.\n\n###### Pots / Cups <!--?-->\n\nNo.\n\n<!--/?-->\n\nAfter."
    );
    assert_eq!(
        read("<details><summary>Is it <b>free</b>?</summary>Yes.</details>"),
        "###### Is it **free**? <!--?-->\n\nYes.\n\n<!--/?-->"
    );
}

#[test]
fn anchors_are_the_pages_own() {
    let page = "<section id=one><h2>One</h2></section><h2 id='two'>Two</h2><h3><a name=three></a>Three</h3><h3 id='a b'>Four</h3>";
    assert_eq!(read(page), "## One {#one}\n\n## Two {#two}\n\n### Three {#three}\n\n### Four");
    assert_eq!(read("<title> T \n x</title><p>a"), "---\ntitle: \"T x\"\n---\n\na");
}

#[test]
fn nesting_without_end_is_refused() {
    assert_eq!(to_markdown(&"<div>".repeat(50_000)), Err(Unreadable::TooDeep));
    assert_eq!(to_markdown(&"<b>".repeat(50_000)), Err(Unreadable::TooDeep));
    assert_eq!(fragment(&"<i>".repeat(50_000)), "");
    assert!(to_markdown(&format!("{}a", "<div>".repeat(200))).is_ok());
}
