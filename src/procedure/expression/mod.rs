//! Expressions and texts: the one file that names minijinja.
