//! The use case: accept, answer, persist, publish, finish.
