//! Slips of the finger: one letter in each of two words, as one seed says.

/// Minimum number of letters in a word that may have a typing error.
const LONG: usize = 5;

/// A text with a letter left out, swapped, doubled or replaced in each of two of its longer words.
pub fn slipped(text: &str, seed: u64) -> String {
    let mut chance = Chance::new(seed);
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let is_long = |word: &String| word.chars().filter(|c| c.is_alphabetic()).count() >= LONG;
    let mut long: Vec<usize> = (0..words.len()).filter(|at| is_long(&words[*at])).collect();
    for _ in 0..long.len().min(2) {
        let at = long.swap_remove(chance.below(long.len()));
        words[at] = slip(&words[at], &mut chance);
    }
    words.join(" ")
}

fn slip(word: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let inside: Vec<usize> =
        (1..letters.len()).filter(|&at| letters[at].is_alphabetic() && letters[at - 1].is_alphabetic()).collect();
    let Some(&at) = inside.get(chance.below(inside.len().max(1))) else { return word.to_owned() };
    match chance.below(4) {
        0 => _ = letters.remove(at),
        1 => letters.swap(at, at - 1),
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = char::from(b'a' + u8::try_from(chance.below(26)).unwrap_or_default()),
    }
    letters.into_iter().collect()
}

/// Numbers that are the same each time (xorshift).
struct Chance(u64);

impl Chance {
    fn new(seed: u64) -> Self {
        let mut chance = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..5 {
            chance.next();
        }
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 32).unwrap_or_default() % limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_words_have_a_slip_each_and_the_same_each_time() {
        let asked = "Which parcels are delivered on Saturday mornings?";
        for seed in 1..50 {
            let written = slipped(asked, seed);
            assert_eq!(written, slipped(asked, seed));
            let changed = written.split(' ').zip(asked.split(' ')).filter(|(a, b)| a != b).count();
            assert!(changed <= 2 && written.split(' ').count() == 7, "{written}");
        }
        assert_eq!(slipped("is it on?", 3), "is it on?");
    }
}
