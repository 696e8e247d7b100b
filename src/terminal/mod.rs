//! The operator's screen: text made safe and fitted to it, lines read from it, signals that come through it.
//!
//! Foreign text becomes [`sanitize::Shown`] before it is shown; [`wrap`] and [`table`] fit it to the screen; [`mod@line`] alone
//! reads answers; [`pickers`] alone draws menus; [`interrupt`] puts the terminal back, whatever happens.

pub mod sanitize;
pub mod style;
pub mod table;
pub mod wrap;

pub mod screen;

pub mod interrupt;
mod keyboard;
pub mod line;
pub mod pickers;
pub mod progress;
pub mod prompter;
