//! Parts of a page that are not its content: navigation, banners, footers, hidden elements.

use dom_query::NodeRef;

use super::element::tag;

/// Elements without words for a reader.
const SILENT: [&str; 26] = [
    "script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "embed", "canvas", "audio",
    "video", "picture", "map", "select", "datalist", "input", "textarea", "button", "progress", "meter", "nav", "link",
    "meta", "dialog",
];
/// Roles of what stands around the content (WAI-ARIA landmarks and windows).
const ROLES: [&str; 13] = [
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
    "toolbar",
    "tablist",
    "complementary",
    "tooltip",
    "presentation-only",
];
/// Names that say what an element is for; as a whole class, id or label, or as a part of one.
const NAMES: [&str; 34] = [
    "navbar",
    "navigation",
    "nav",
    "breadcrumb",
    "breadcrumbs",
    "pagination",
    "pager",
    "toc",
    "tableofcontents",
    "sitefooter",
    "pagefooter",
    "footer",
    "siteheader",
    "topbar",
    "skiplink",
    "skip",
    "headerlink",
    "permalink",
    "sharing",
    "share",
    "social",
    "newsletter",
    "subscribe",
    "advert",
    "advertisement",
    "ads",
    "sponsor",
    "popup",
    "modal",
    "sronly",
    "visuallyhidden",
    "editpage",
    "backtotop",
    "prevnext",
];
/// Programs that ask for consent.
const CONSENT: [&str; 10] = [
    "onetrust",
    "cybotcookiebot",
    "cookiebot",
    "didomi",
    "usercentrics",
    "osano",
    "iubenda",
    "truste",
    "klaro",
    "tarteaucitron",
];
/// Names that may also be those of content: a restaurant has a menu.
const PERHAPS: [&str; 6] = ["menu", "sidebar", "header", "banner", "related", "links"];

/// The element that holds the content, when the page says so.
pub(super) fn main<'a>(root: &NodeRef<'a>) -> Option<NodeRef<'a>> {
    let mut articles = vec![];
    for node in root.descendants_it().filter(NodeRef::is_element) {
        if (node.has_name("main") || is(&node, "role", "main")) && !is_hidden(&node) && has_text(&node) {
            return Some(node);
        }
        if node.has_name("article") {
            articles.push(node);
        }
    }
    // One article is the content; several are a list of them.
    let article = articles.pop().filter(|article| articles.is_empty() && has_text(article))?;
    let all = root.normalized_char_count();
    (article.normalized_char_count() * 2 > all).then_some(article)
}

fn has_text(node: &NodeRef<'_>) -> bool {
    node.normalized_char_count() > 0
}

/// True when an element is left out; within the main content fewer are.
pub(super) fn is_furniture(node: &NodeRef<'_>, in_main: bool) -> bool {
    let tag = tag(node);
    if SILENT.contains(&tag.as_str()) || is_hidden(node) {
        return true;
    }
    if matches!(tag.as_str(), "html" | "body" | "main" | "article" | "pre" | "code" | "table" | "tr" | "td" | "th") {
        return false;
    }
    if tag == "footer" || (tag == "header" && !in_main && !holds_heading(node)) {
        return true;
    }
    let role = node.attr("role").map(|role| role.to_lowercase()).unwrap_or_default();
    if ROLES.contains(&role.as_str()) {
        return true;
    }
    // Headings and paragraphs are content whatever they are called.
    !matches!(tag.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "dt" | "dd" | "li" | "a" | "span")
        && is_named_so(node, in_main)
}

fn is_named_so(node: &NodeRef<'_>, in_main: bool) -> bool {
    let names: Vec<String> = ["id", "class", "aria-label"]
        .into_iter()
        .filter_map(|name| node.attr(name))
        .flat_map(|value| value.split_ascii_whitespace().map(str::to_lowercase).collect::<Vec<_>>())
        .collect();
    if names.is_empty() {
        return false;
    }
    let joined: Vec<String> = names.iter().map(|name| name.replace(['-', '_'], "")).collect();
    let parts = || names.iter().flat_map(|name| name.split(['-', '_'])).filter(|part| !part.is_empty());
    let consents = parts().any(|part| part.starts_with("cookie") || matches!(part, "consent" | "gdpr" | "ccpa"));
    if joined.iter().any(|name| CONSENT.iter().any(|known| name.contains(known)))
        || (consents && (!in_main || asks(&joined)))
    {
        return !holds_most(node);
    }
    if joined.iter().any(|name| NAMES.contains(&name.as_str()))
        || parts().any(|part| NAMES.contains(&part) && part.len() > 4)
    {
        return !holds_heading(node) || is_mostly_links(node);
    }
    parts().any(|part| PERHAPS.contains(&part)) && is_mostly_links(node)
}

/// Requests for consent are bars, windows or notes.
fn asks(joined: &[String]) -> bool {
    let kinds = ["banner", "bar", "notice", "popup", "modal", "dialog", "overlay", "consent", "law", "message", "wall"];
    joined.iter().any(|name| kinds.iter().any(|kind| name.contains(kind)))
}

/// Most words of the page: a page about cookies.
fn holds_most(node: &NodeRef<'_>) -> bool {
    let all = node.ancestors_it(None).last().map_or(0, |root| root.normalized_char_count());
    node.normalized_char_count() * 2 > all
}

fn holds_heading(node: &NodeRef<'_>) -> bool {
    node.descendants_it().any(|it| ["h1", "h2", "h3"].iter().any(|name| it.has_name(name)))
}

/// More than half of its words are links.
fn is_mostly_links(node: &NodeRef<'_>) -> bool {
    let links = node.descendants_it().filter(|it| it.has_name("a"));
    let linked: usize = links.map(|link| link.normalized_char_count()).sum();
    linked * 2 > node.normalized_char_count()
}

fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style = node.attr("style").map(|style| style.to_lowercase().replace(' ', "")).unwrap_or_default();
    // Closed answers are hidden until they are opened; `until-found` marks them as content.
    let hidden = node.attr("hidden").is_some_and(|hidden| !hidden.eq_ignore_ascii_case("until-found"));
    (hidden && !node.has_name("details"))
        || is(node, "aria-hidden", "true")
        || ((style.contains("display:none") || style.contains("visibility:hidden")) && !is_answer(node))
}

/// Panels of accordions and tabs are hidden by their page until they are opened.
fn is_answer(node: &NodeRef<'_>) -> bool {
    let names = node.attr("class").unwrap_or_default().to_lowercase();
    is(node, "role", "tabpanel")
        || is(node, "role", "region")
        || ["accordion", "collapse", "answer", "panel", "faq", "tab"].iter().any(|it| names.contains(it))
}

fn is(node: &NodeRef<'_>, name: &str, value: &str) -> bool {
    node.attr(name).is_some_and(|it| it.trim().eq_ignore_ascii_case(value))
}
