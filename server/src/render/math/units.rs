//! Numbers and units as siunitx writes them.

use super::tokens::Tokens;

const UNITS: &[(&str, &str)] = &[
    ("meter", "m"),
    ("metre", "m"),
    ("second", "s"),
    ("gram", "g"),
    ("kilogram", "kg"),
    ("ampere", "A"),
    ("kelvin", "K"),
    ("mole", "mol"),
    ("candela", "cd"),
    ("newton", "N"),
    ("joule", "J"),
    ("watt", "W"),
    ("volt", "V"),
    ("pascal", "Pa"),
    ("hertz", "Hz"),
    ("coulomb", "C"),
    ("farad", "F"),
    ("ohm", "\u{3A9}"),
    ("siemens", "S"),
    ("tesla", "T"),
    ("weber", "Wb"),
    ("henry", "H"),
    ("lumen", "lm"),
    ("lux", "lx"),
    ("becquerel", "Bq"),
    ("gray", "Gy"),
    ("sievert", "Sv"),
    ("katal", "kat"),
    ("radian", "rad"),
    ("steradian", "sr"),
    ("degree", "\u{B0}"),
    ("degreeCelsius", "\u{B0}C"),
    ("celsius", "\u{B0}C"),
    ("minute", "min"),
    ("hour", "h"),
    ("day", "d"),
    ("litre", "L"),
    ("liter", "L"),
    ("tonne", "t"),
    ("hectare", "ha"),
    ("bar", "bar"),
    ("electronvolt", "eV"),
    ("dalton", "Da"),
    ("decibel", "dB"),
    ("percent", "%"),
    ("bit", "bit"),
    ("byte", "B"),
    ("angstrom", "\u{C5}"),
    ("arcminute", "\u{2032}"),
    ("arcsecond", "\u{2033}"),
    // As they are written for short.
    ("km", "km"),
    ("cm", "cm"),
    ("mm", "mm"),
    ("nm", "nm"),
    ("kg", "kg"),
    ("mg", "mg"),
    ("ms", "ms"),
    ("kHz", "kHz"),
    ("MHz", "MHz"),
    ("GHz", "GHz"),
    ("kPa", "kPa"),
    ("kJ", "kJ"),
    ("kW", "kW"),
    ("kWh", "kWh"),
    ("mL", "mL"),
];

const PREFIXES: &[(&str, &str)] = &[
    ("quecto", "q"),
    ("ronto", "r"),
    ("yocto", "y"),
    ("zepto", "z"),
    ("atto", "a"),
    ("femto", "f"),
    ("pico", "p"),
    ("nano", "n"),
    ("micro", "\u{B5}"),
    ("milli", "m"),
    ("centi", "c"),
    ("deci", "d"),
    ("deca", "da"),
    ("hecto", "h"),
    ("kilo", "k"),
    ("mega", "M"),
    ("giga", "G"),
    ("tera", "T"),
    ("peta", "P"),
    ("exa", "E"),
    ("zetta", "Z"),
    ("yotta", "Y"),
];

/// A number: `1.5e3` is a product with a power of ten.
pub(super) fn number(text: &str) -> String {
    let text = text.trim();
    let Some((digits, power)) = text.split_once(['e', 'E']) else { return text.replace("+-", "\\pm ") };
    let times = if digits.is_empty() { "" } else { " \\times " };
    format!("{digits}{times}10^{{{power}}}")
}

/// A unit: `\meter\per\second\squared`, or letters that are shown as they are.
pub(super) fn unit(text: &str) -> String {
    let mut out = String::new();
    let (mut prefix, mut per, mut waiting) = ("", false, "");
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        let Some(name) = token.strip_prefix('\\') else {
            out.push_str(&letter(token));
            continue;
        };
        let named =
            |list: &[(&'static str, &'static str)]| list.iter().find(|(n, _)| *n == name).map(|(_, sign)| *sign);
        if let Some(sign) = named(PREFIXES) {
            prefix = sign;
            continue;
        }
        match name {
            "per" => per = true,
            "squared" => out.push_str("^2"),
            "cubed" => out.push_str("^3"),
            "square" => waiting = "^2",
            "cubic" => waiting = "^3",
            "tothe" | "raiseto" => out.extend(["^{", tokens.argument(), "}"]),
            _ => {
                let mark = if std::mem::take(&mut per) {
                    "/"
                } else if out.is_empty() {
                    ""
                } else {
                    "\\,"
                };
                let sign = named(UNITS).unwrap_or(name);
                out.extend([mark, "\\mathrm{", prefix, &sign.replace('%', "\\%"), "}", std::mem::take(&mut waiting)]);
                prefix = "";
            }
        }
    }
    out
}

fn letter(token: &str) -> String {
    match token {
        "." | "~" => "\\,".to_owned(),
        letter if letter.chars().all(char::is_alphabetic) => format!("\\mathrm{{{letter}}}"),
        "%" => "\\%".to_owned(),
        other => other.to_owned(),
    }
}
