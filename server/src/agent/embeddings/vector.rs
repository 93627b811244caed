//! A direction in the space of meanings.

/// Most dimensions that are kept: what the largest models have, with room.
const MOST: usize = 8_192;

/// A direction in the space of meanings: of length 1.
#[derive(Clone, PartialEq, Debug)]
pub struct Vector(Vec<f32>);

impl Vector {
    /// Of these numbers; `None` when they are no direction: none or too many of them, not finite, all zero.
    pub fn new(numbers: Vec<f32>) -> Option<Self> {
        let length = numbers.iter().map(|number| number * number).sum::<f32>().sqrt();
        let is_sound = (1..=MOST).contains(&numbers.len()) && length.is_finite() && length > f32::MIN_POSITIVE;
        is_sound.then(|| Self(numbers.into_iter().map(|number| number / length).collect()))
    }

    /// The number of its dimensions.
    pub fn dimensions(&self) -> usize {
        self.0.len()
    }

    /// Its numbers.
    pub(crate) fn numbers(&self) -> &[f32] {
        &self.0
    }

    /// Whole numbers for about the same direction: a quarter of the room, and no ranking is lost by it.
    #[expect(clippy::cast_possible_truncation, reason = "from -127 to 127")]
    pub(crate) fn packed(&self) -> Vec<i8> {
        let largest = self.0.iter().fold(f32::MIN_POSITIVE, |largest, number| largest.max(number.abs()));
        self.0.iter().map(|number| (number / largest * 127.0).round() as i8).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_is_a_direction() {
        assert_eq!(Vector::new(vec![3.0, -4.0]), Some(Vector(vec![0.6, -0.8])));
        assert_eq!(Vector::new(vec![3.0, -4.0]).unwrap().packed(), [95, -127]);
        for odd in
            [vec![], vec![0.0], vec![f32::NAN], vec![f32::INFINITY], vec![f32::MAX, f32::MAX], vec![0.1; MOST + 1]]
        {
            assert_eq!(Vector::new(odd), None);
        }
    }
}
