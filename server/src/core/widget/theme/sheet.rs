//! The style sheet that carries a theme to the widget.

use std::fmt::Write as _;

use parlor_shared::config::{Density, Palette, Shadow, Theme};

use super::tokens::Tokens;

/// The theme as custom properties on the widget's element, where rules of the page win; high contrast below it, where
/// they do not. Then the owner's own rules. At most 1 kB without these.
pub fn sheet(theme: &Theme, css: &str) -> String {
    let mut sheet = String::from(":host{");
    usual(&mut sheet, theme);
    sheet.push_str("}.contrast{");
    contrasting(&mut sheet, theme);
    sheet.push('}');
    sheet.push_str(css);
    sheet
}

/// The same for a page of our own without a script: nobody tells it that the visitor wants contrast but the browser.
pub fn page_sheet(theme: &Theme, css: &str) -> String {
    let mut sheet = String::from(":root{");
    usual(&mut sheet, theme);
    let mut contrast = String::new();
    contrasting(&mut contrast, theme);
    // Writing to a text cannot fail.
    let _ = write!(sheet, "}}.contrast{{{contrast}}}@media (prefers-contrast:more){{:root{{{contrast}}}}}");
    // The owner's rules speak of the widget's element.
    sheet.push_str(&css.replace(":host", ":root"));
    sheet
}

fn usual(sheet: &mut String, theme: &Theme) {
    colours(sheet, &theme.palettes.light, &theme.palettes.dark);
    shapes(sheet, theme);
}

fn contrasting(sheet: &mut String, theme: &Theme) {
    colours(sheet, &theme.palettes.light_contrast, &theme.palettes.dark_contrast);
}

fn colours(sheet: &mut String, light: &Palette, dark: &Palette) {
    let pairs = [
        ("brand", &light.fill, &dark.fill),
        ("brand-hover", &light.fill_hover, &dark.fill_hover),
        ("on-brand", &light.on_fill, &dark.on_fill),
        ("edge", &light.edge, &dark.edge),
        ("accent", &light.accent, &dark.accent),
    ];
    for (name, light, dark) in pairs {
        let value = if light == dark { light.clone() } else { format!("light-dark({light},{dark})") };
        declare(sheet, name, &value);
    }
}

/// Writes the values that differ from the widget's defaults.
fn shapes(sheet: &mut String, theme: &Theme) {
    let usual = Tokens::default();
    if theme.radius != usual.radius {
        declare(sheet, "radius", &format!("{}px", theme.radius));
    }
    if !theme.font.is_empty() {
        declare(sheet, "font", &theme.font);
    }
    match theme.density {
        Density::Compact => declare(sheet, "density", ".75"),
        Density::Comfortable => {}
        Density::Spacious => declare(sheet, "density", "1.3"),
    }
    match theme.shadow {
        Shadow::None => declare(sheet, "shadow", "0 0 #0000"),
        Shadow::Soft => {}
        Shadow::Strong => declare(sheet, "shadow", "0 4px 12px #0004,0 32px 80px -8px #000a"),
    }
}

fn declare(sheet: &mut String, name: &str, value: &str) {
    // Writing to a text cannot fail.
    let _ = write!(sheet, "--parlor-{name}:{value};");
}
