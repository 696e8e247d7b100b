//! Values of steps, parameters and expressions.
