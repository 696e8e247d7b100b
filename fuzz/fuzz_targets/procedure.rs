//! A procedure file of any bytes, with every rule: also those that need other files or a roster.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use signoff::procedure::rules::calls::check_calls_on;
use signoff::procedure::rules::site::{check_roster, check_site_parameters};
use signoff::procedure::yaml::load;
use signoff::run::Program;
use signoff_fuzz::{Shipped, check, mends};

static SHIPPED: LazyLock<Shipped> = LazyLock::new(Shipped::read);

fuzz_target!(|data: &[u8]| {
    let loaded = load(None, data);
    let mut findings = loaded.findings;
    if let Some(procedure) = loaded.procedure {
        findings.extend(check_calls_on(&procedure, &loaded.source, &*SHIPPED));
        let roles = |role: &str| vec![role.to_owned()];
        findings.extend(check_roster(&procedure, &loaded.source, &[roles("shift_lead"), roles("clerk")]));
        findings.extend(check_site_parameters(&loaded.source, &[&procedure]));
        let program = Program::of(Arc::new(signoff::run::program::Unit::new(Arc::new(procedure))), []);
        let _ = signoff::scenario::Catalog::of(&program);
    }
    check(&loaded.source, &findings);
    if std::str::from_utf8(data).is_ok() {
        mends(&loaded.source, |text| load(None, text.as_bytes()).findings);
    }
});
