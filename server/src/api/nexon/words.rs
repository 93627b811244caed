//! What a visitor may read when something fails, in the languages of this API.
//!
//! Clients show `error` as it is. What only a developer can mend (the key, a field) is said in English.

use parlor_shared::vendor::nexon::Lang;

/// One sentence or two in all languages of this API.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Words {
    en: &'static str,
    ro: &'static str,
    ru: &'static str,
}

impl Words {
    /// In one of them.
    pub(super) const fn within(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Ro => self.ro,
            Lang::Ru => self.ru,
        }
    }
}

/// Too many requests.
pub(super) const TOO_OFTEN: Words = Words {
    en: "Rate limit exceeded. Wait and retry.",
    ro: "Prea multe cereri. Așteptați puțin și încercați din nou.",
    ru: "Слишком много запросов. Подождите немного и попробуйте ещё раз.",
};

/// One answer at a time.
pub(super) const BUSY: Words = Words {
    en: "The previous answer is still being written. Wait and retry.",
    ro: "Răspunsul anterior este încă în curs de scriere. Așteptați puțin și încercați din nou.",
    ru: "Предыдущий ответ ещё не готов. Подождите немного и попробуйте ещё раз.",
};

/// The conversation has cost what it may.
pub(super) const SPENT: Words = Words {
    en: "This conversation has reached its limit. Start a new one.",
    ro: "Această conversație și-a atins limita. Începeți una nouă.",
    ru: "Лимит этой беседы исчерпан. Начните новую.",
};

/// The address, the widget or its team has cost what it may.
pub(super) const COME_BACK: Words = Words {
    en: "The assistant has answered as much as it may for now. Come back later.",
    ro: "Asistentul a răspuns deja la câte întrebări are voie pentru moment. Reveniți mai târziu.",
    ru: "Ассистент пока исчерпал лимит ответов. Зайдите позже.",
};

/// The agent cannot be reached, broke off or failed.
pub(super) const AGENT_DOWN: Words = Words {
    en: "The AI agent is temporarily unavailable. Try again later.",
    ro: "Agentul AI nu este disponibil momentan. Încercați din nou mai târziu.",
    ru: "ИИ-агент временно недоступен. Попробуйте ещё раз позже.",
};

/// Asking again does not help.
pub(super) const AGENT_CANNOT: Words = Words {
    en: "The AI agent cannot answer this.",
    ro: "Agentul AI nu poate răspunde la această întrebare.",
    ru: "ИИ-агент не может на это ответить.",
};

/// The conversation does not fit the agent's model.
pub(super) const TOO_LONG: Words = Words {
    en: "This conversation is too long for the AI agent. Start a new one.",
    ro: "Această conversație este prea lungă pentru agentul AI. Începeți una nouă.",
    ru: "Эта беседа слишком длинная для ИИ-агента. Начните новую.",
};

/// The agent took too long.
pub(super) const AGENT_SLOW: Words = Words {
    en: "The request timed out. Try again.",
    ro: "Cererea a durat prea mult. Încercați din nou.",
    ru: "Время ожидания истекло. Попробуйте ещё раз.",
};

/// Our database, or we are stopping.
pub(super) const UNAVAILABLE: Words = Words {
    en: "The service is temporarily unavailable. Try again later.",
    ro: "Serviciul nu este disponibil momentan. Încercați din nou mai târziu.",
    ru: "Сервис временно недоступен. Попробуйте ещё раз позже.",
};

/// Our fault.
pub(super) const OUR_FAULT: Words = Words {
    en: "Something went wrong on our side.",
    ro: "A apărut o eroare din partea noastră.",
    ru: "На нашей стороне произошла ошибка.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_is_there_in_every_language() {
        for words in [TOO_OFTEN, BUSY, SPENT, AGENT_DOWN, AGENT_CANNOT, TOO_LONG, AGENT_SLOW, UNAVAILABLE, OUR_FAULT] {
            let said = Lang::ALL.map(|lang| words.within(lang));
            assert!(said.iter().all(|text| text.ends_with('.')), "{said:?}");
            assert!(said[0].is_ascii(), "{said:?}");
            assert!(!said[1].contains(['ş', 'ţ', 'ã']), "a cedilla is not a comma below: {said:?}");
            assert!(!said[2].contains(|c: char| c.is_ascii_alphabetic()), "{said:?}");
        }
    }
}
