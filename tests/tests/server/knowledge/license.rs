//! The GNU General Public License, version 3, as Debian ships it.

use super::Case;

/// The text with its numbered headings (`  4. Conveying Verbatim Copies.`) marked.
pub(super) fn sectioned(text: &str) -> String {
    let line = |line: &str| {
        let trimmed = line.trim();
        let number = trimmed
            .split_once(". ")
            .filter(|(number, _)| line.find(trimmed) == Some(2) && number.bytes().all(|b| b.is_ascii_digit()));
        match number {
            Some((_, heading)) => format!("## {}\n", heading.trim_end_matches('.')),
            None => format!("{trimmed}\n"),
        }
    };
    format!("# GPL\n\n{}", text.lines().map(line).collect::<String>())
}

pub(super) const QUESTIONS: &[Case] = &[
    ("What does \"propagate\" mean?", "Definitions"),
    ("What is a covered work?", "Definitions"),
    ("What does an interactive user interface display as Appropriate Legal Notices?", "Definitions"),
    ("What is object code?", "Source Code"),
    ("What belongs to the Corresponding Source?", "Source Code"),
    ("What are System Libraries?", "Source Code"),
    ("What is a Standard Interface?", "Source Code"),
    ("Are the permissions irrevocable?", "Basic Permissions"),
    ("May I run the unmodified program without limits?", "Basic Permissions"),
    ("Is sublicensing allowed?", "Basic Permissions"),
    (
        "Does the license forbid circumvention of technological measures?",
        "Protecting Users' Legal Rights From Anti-Circumvention Law",
    ),
    (
        "What about anti-circumvention law and the WIPO copyright treaty?",
        "Protecting Users' Legal Rights From Anti-Circumvention Law",
    ),
    ("How do I convey verbatim copies of the source?", "Conveying Verbatim Copies"),
    ("May I charge a price for each copy?", "Conveying Verbatim Copies"),
    ("May I offer warranty protection for a fee?", "Conveying Verbatim Copies"),
    ("What notices must a modified version carry?", "Conveying Modified Source Versions"),
    ("Must I give a relevant date of my modifications?", "Conveying Modified Source Versions"),
    ("What is an aggregate?", "Conveying Modified Source Versions"),
    ("How may I distribute binaries in a physical product?", "Conveying Non-Source Forms"),
    ("What is a User Product?", "Conveying Non-Source Forms"),
    ("What is Installation Information?", "Conveying Non-Source Forms"),
    ("Can I give the object code by peer-to-peer transmission?", "Conveying Non-Source Forms"),
    ("Which additional permissions may be added?", "Additional Terms"),
    ("Are further restrictions allowed?", "Additional Terms"),
    ("Are my rights terminated when I violate the license?", "Termination"),
    ("Can my rights be reinstated after a violation is cured within 30 days?", "Termination"),
    ("Do I have to accept the license to run a copy?", "Acceptance Not Required for Having Copies"),
    ("Do downstream recipients get a license automatically?", "Automatic Licensing of Downstream Recipients"),
    ("What is an entity transaction?", "Automatic Licensing of Downstream Recipients"),
    ("What is an essential patent claim?", "Patents"),
    ("What is a discriminatory patent license?", "Patents"),
    ("What if a court order contradicts the license?", "No Surrender of Others' Freedom"),
    ("May I combine it with the GNU Affero General Public License?", "Use with the GNU Affero General Public License"),
    ("Will there be new versions of the license?", "Revised Versions of this License"),
    ("What does \"or any later version\" mean?", "Revised Versions of this License"),
    ("Is there any warranty?", "Disclaimer of Warranty"),
    ("Who pays for repair of a defective program?", "Disclaimer of Warranty"),
    ("Is the copyright holder liable for damages?", "Limitation of Liability"),
    ("What if the disclaimer cannot be given local legal effect?", "Interpretation of Sections 15 and 16"),
];
