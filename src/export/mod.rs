//! The audit log in every form that an auditor wants: csv, json, html, xlsx, and the cover that says what it is. Pure.
//!
//! [`row::Row`] is one answer, [`rows::emit`] makes rows of a journal's lines, [`cover::Cover`] says what was taken. Exporters
//! return bytes or write to what they are given; `commands/export` opens files.

mod answer;
pub mod chart;
pub mod cover;
pub mod cover_html;
pub mod csv;
pub mod html;
pub mod json;
pub mod line;
mod people;
pub mod row;
pub mod rows;
pub mod run_html;
pub mod xlsx;
