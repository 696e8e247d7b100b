//! Site, scenario and answer files of any text, held against the shipped procedures.
#![no_main]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use signoff::procedure::Procedure;
use signoff::procedure::finding::Finding;
use signoff::procedure::rules::calls::called_by;
use signoff::procedure::rules::site::check_site_parameters;
use signoff::procedure::source::Source;
use signoff::run::Program;
use signoff::run::program::Unit;
use signoff::scenario::{ScenarioFile, answer_keys, read_answers};
use signoff::site;
use signoff_fuzz::{Shipped, check, mends};

static SHIPPED: LazyLock<Shipped> = LazyLock::new(Shipped::read);

/// Every shipped procedure with those that it calls.
static PROGRAMS: LazyLock<BTreeMap<&'static str, Program>> = LazyLock::new(|| {
    let units: BTreeMap<&str, Arc<Unit>> =
        SHIPPED.0.iter().map(|(id, procedure)| (id.as_str(), Arc::new(Unit::new(Arc::clone(procedure))))).collect();
    let program = |main: &Arc<Unit>| {
        let (mut called, mut wanted) = (BTreeMap::new(), called_by(&main.procedure));
        while let Some(id) = wanted.pop() {
            let Some(unit) = units.get(id.as_str()).filter(|_| !called.contains_key(&id)) else { continue };
            wanted.extend(called_by(&unit.procedure));
            called.insert(id, Arc::clone(unit));
        }
        Program::of(Arc::clone(main), called.into_values())
    };
    units.iter().map(|(id, unit)| (*id, program(unit))).collect()
});

fn scenarios(source: &str) -> Vec<Finding> {
    let read = || {
        let file = ScenarioFile::read(source)?;
        let id = file.procedure()?;
        PROGRAMS.get(id.as_str()).map_or(Ok(vec![]), |program| file.scenarios(program))
    };
    read().err().unwrap_or_default()
}

fn answers(source: &str) -> Vec<Finding> {
    let mut findings = answer_keys(source);
    if let Some(program) = PROGRAMS.get("hall-opening") {
        findings.extend(read_answers(source, program).err().unwrap_or_default());
    }
    findings
}

fn site(source: &str) -> Vec<Finding> {
    let mut findings = site::findings(source);
    let procedures: Vec<&Procedure> = SHIPPED.0.values().map(AsRef::as_ref).collect();
    findings.extend(check_site_parameters(source, &procedures));
    findings
}

fuzz_target!(|data: &[u8]| {
    let Some((kind, bytes)) = data.split_first() else { return };
    let source = Source::read(bytes);
    let find = [site, scenarios, answers][usize::from(*kind % 3)];
    let mut findings = source.findings;
    if source.readable {
        findings.extend(find(&source.text));
        mends(&source.text, find);
    }
    check(&source.text, &findings);
});
