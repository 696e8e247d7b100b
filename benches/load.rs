//! How fast procedure files are read: a thousand of them, on one thread.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};

use signoff::procedure::yaml::load;

/// Returns a procedure of about sixty lines.
fn procedure(number: usize) -> String {
    let mut text =
        format!("procedure: p-{number}\ntitle: {{zh: 检查 {number}, en: Check {number}}}\nroles: {{lead: 值班长}}\n");
    text += "parameters:\n  desks: {title: 台席, type: list, default: [一号台, 二号台]}\nsteps:\n";
    for n in 0..9 {
        text += &format!("  - check: 打开 {n} 号灯 {{{{ date }}}}\n    when: weekday == \"mon\"\n    role: lead\n");
        text += &format!("  - measure: 温度\n    id: t{n}\n    min: 18\n    max: 22\n");
    }
    text
}

fn load_a_thousand(criterion: &mut Criterion) {
    let files: Vec<String> = (0..1_000).map(procedure).collect();
    assert!(load(Some("p-0"), files[0].as_bytes()).procedure.is_some());
    let mut group = criterion.benchmark_group("load");
    group.sample_size(10);
    group.bench_function("1,000 files of 70 lines", |bencher| {
        bencher.iter(|| files.iter().map(|file| black_box(load(None, file.as_bytes())).findings.len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, load_a_thousand);
criterion_main!(benches);
