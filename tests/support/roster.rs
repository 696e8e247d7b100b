//! A site with three people, two of them with a PIN.
#![allow(dead_code, reason = "each test file uses its part of the fixture")]

use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};

use crate::support::House;

/// The PIN of everybody who has one.
pub const PIN: &str = "4815";

/// The PIN as a site file has it; hashed so cheaply that no test waits for it.
fn hash() -> String {
    let cheap = Params::new(8, 1, 1, None).expect("parameters");
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap);
    argon.hash_password_with_salt(PIN.as_bytes(), b"saltsaltsalt").expect("a hash").to_string()
}

/// A house with a procedure of these steps, and a roster: 张敏 without a PIN, 李娜 and 王强 with one.
pub fn house_of(steps: &str) -> House {
    let house = House::with(&procedure_of(steps));
    let hash = hash();
    house.write(
        "signoff.yaml",
        format!(
            "site: {{id: hall}}\nlanguage: zh\nprocedures: [procedures]\nreasons: [坏了, 缺货]\noperators:\n  \
             - {{id: zhang, name: 张敏, roles: [lead]}}\n  - {{id: li, name: 李娜, roles: [lead], pin: \"{hash}\"}}\n  \
             - {{id: wang, name: 王强, roles: [clerk], pin: \"{hash}\"}}\n"
        ),
    );
    house
}

/// A procedure of these steps and a last one.
pub fn procedure_of(steps: &str) -> String {
    format!(
        "procedure: hall\ntitle: 大厅\nroles: {{lead: 值班长, clerk: 营业员}}\nsteps:\n{steps}  - check: 最后一步\n"
    )
}
