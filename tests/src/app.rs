//! A server under test.
