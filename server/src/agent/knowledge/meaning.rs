//! The passages of one agent as a model places them among all meanings, in the order of the index.

use std::collections::HashMap;

use super::index::real;
use crate::{
    agent::embeddings::{Vector, hash},
    core::knowledge::{Embedded, Passage},
};

/// Fewer passages say nothing about how near is near.
const FEWEST: usize = 3;
/// Differences that are smaller are none, in cosines.
const LEAST_SPREAD: f32 = 0.005;

/// The passages' places. Some may have none yet.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    dimensions: usize,
    /// One after the other, those without a place as zeros.
    numbers: Vec<i8>,
    /// The length of each; zero for those without a place.
    lengths: Vec<f32>,
}

impl Meanings {
    /// Of these passages, from what is kept of their texts. Vectors of another length than the first are left out.
    pub(super) fn new(passages: &[Passage], kept: Vec<Embedded>) -> Self {
        let known: HashMap<String, Vec<i8>> = kept.into_iter().map(|one| (one.hash, one.vector)).collect();
        let placed: Vec<Option<&Vec<i8>>> = passages.iter().map(|passage| known.get(&hash(passage))).collect();
        let dimensions =
            placed.iter().flatten().map(|vector| vector.len()).find(|length| *length > 0).unwrap_or_default();
        if dimensions == 0 {
            return Self::default();
        }
        let mut meanings = Self { dimensions, ..Self::default() };
        for vector in placed {
            let vector = vector.filter(|vector| vector.len() == dimensions);
            let length =
                vector.map_or(0.0, |vector| vector.iter().map(|it| f32::from(*it).powi(2)).sum::<f32>().sqrt());
            meanings.lengths.push(length);
            match vector {
                Some(vector) => meanings.numbers.extend_from_slice(vector),
                None => meanings.numbers.resize(meanings.numbers.len() + dimensions, 0),
            }
        }
        meanings
    }

    /// No passage has a place.
    pub(super) fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// By how much each passage is nearer to the question than passages are on the average, in standard deviations; zero for those
    /// without a place. `None` when nothing can be said.
    pub(super) fn nearness(&self, question: &Vector) -> Option<Vec<f32>> {
        if self.dimensions == 0 || question.dimensions() != self.dimensions {
            return None;
        }
        let near: Vec<Option<f32>> = self
            .numbers
            .chunks_exact(self.dimensions)
            .zip(&self.lengths)
            .map(|(vector, length)| {
                let product: f32 = vector.iter().zip(question.numbers()).map(|(a, b)| f32::from(*a) * b).sum();
                (*length > 0.0).then(|| product / length)
            })
            .collect();
        let placed: Vec<f32> = near.iter().flatten().copied().collect();
        if placed.len() < FEWEST {
            return None;
        }
        let mean = placed.iter().sum::<f32>() / real(placed.len());
        let variance = placed.iter().map(|it| (it - mean).powi(2)).sum::<f32>() / real(placed.len());
        let spread = variance.sqrt().max(LEAST_SPREAD);
        Some(near.into_iter().map(|it| it.map_or(0.0, |it| (it - mean) / spread)).collect())
    }

    /// Bytes in memory, about.
    pub(super) fn bytes(&self) -> usize {
        self.numbers.len() + self.lengths.len() * size_of::<f32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(plain: &str) -> Passage {
        Passage { plain: plain.into(), ..Passage::default() }
    }

    fn embedded(plain: &str, vector: &[i8]) -> Embedded {
        Embedded { hash: hash(&passage(plain)), vector: vector.to_vec() }
    }

    #[test]
    fn what_is_near_stands_out_and_what_has_no_place_does_not() {
        let passages = ["a", "b", "c", "d", "e"].map(passage);
        let kept = vec![
            embedded("a", &[100, 0]),
            embedded("b", &[0, 100]),
            embedded("c", &[0, 50]),
            embedded("d", &[]),
            embedded("e", &[1, 2, 3]),
            embedded("other", &[1, 1]),
        ];
        let meanings = Meanings::new(&passages, kept);
        let near = meanings.nearness(&Vector::new(vec![1.0, 0.1]).unwrap()).unwrap();
        assert!(near[0] > 1.0 && near[1] < 0.0 && (near[1] - near[2]).abs() < 1e-4, "{near:?}");
        assert_eq!(near[3..], [0.0, 0.0]);
        assert_eq!(meanings.nearness(&Vector::new(vec![1.0]).unwrap()), None, "another number of dimensions");
        assert!(Meanings::new(&passages, vec![]).is_empty());
    }
}
