//! Messages of the run: questions, refusals, verdicts.

messages! {}
