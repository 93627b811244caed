//! Policies: who may do what, how often.
